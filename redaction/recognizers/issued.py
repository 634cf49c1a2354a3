"""Tokens that their issuer made recognisable, and values that only the issuer's name beside them tells.

Source of each row: what the issuer's own documentation says about the form
of its tokens (prefix, alphabet, length). One row is one issuer; `needs` is a
piece every token of the row holds, in small letters, so that rows of issuers
that are not in the text cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from redaction.recognizers.rules import LIKELY, SURE, Page, Recognizer, Rule, matches, search
from redaction.recognizers.values import entropy, is_uuid, looks_random, stands_in
from redaction.spans import Finding, Span


@dataclass(frozen=True, slots=True)
class Format:
    """How one issuer writes its tokens; `case` False where capitals do not matter."""

    issuer: str
    needs: tuple[str, ...]
    shape: str


FORMATS: Final = (
    Format("1Password", ("ops_eyj",), r"ops_eyJ[A-Za-z0-9+/]{50,}={0,3}"),
    Format("1Password", ("a3-",), r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),
    Format("Adobe", ("p8e-",), r"p8e-[A-Za-z0-9]{32}"),
    Format("age", ("age-secret-key-1",), r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    Format("Airtable", ("pat",), r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    Format("Alibaba", ("ltai",), r"LTAI[A-Za-z0-9]{16,24}"),
    Format("Amazon", ("akia", "asia", "abia", "acca", "aroa", "aida"), r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}"),
    Format("Amazon Bedrock", ("absk",), r"ABSK[A-Za-z0-9+/]{90,270}={0,2}"),
    # Everything behind the first part is one encoded request to this host.
    Format("Amazon Bedrock", ("bedrock-api-key-",), r"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/=]*"),
    Format("Anthropic", ("sk-ant-",), r"sk-ant-[a-z]+\d\d-[\w-]{80,}"),
    Format("Artifactory", ("akcp", "cmvmd"), r"AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59}"),
    Format("Atlassian", ("att3x",), r"AT(?:A|C)TT3x[\w=.-]{20,}"),
    Format("Atlassian", ("atbb",), r"ATBB[A-Za-z0-9]{20,}(?:[A-F0-9]{8})?"),
    Format("Authress", (".acc",), r"(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][\w-]{10,32}\.[\w+/=-]{30,120}"),
    Format("Buildkite", ("bk",), r"bk(?:ua|pt|at|t)_[a-z0-9]{40}"),
    Format("CircleCI", ("ccipat_", "ccipra_"), r"ccip(?:at|ra)t?_[A-Za-z0-9]{20,}_[a-f0-9]{40}"),
    Format("Clickhouse", ("4b1d",), r"4b1d[A-Za-z0-9]{38}"),
    Format("Clojars", ("clojars_",), r"(?i:CLOJARS_)[A-Za-z0-9]{60}"),
    Format("Cloudflare", ("v1.0-",), r"v1\.0-[a-f0-9]{24}-[a-f0-9]{140,}"),
    Format("Contentful", ("cfpat-",), r"CFPAT-[\w-]{40,}"),
    Format("Databricks", ("dapi",), r"dapi[a-f0-9]{32}(?:-\d)?"),
    Format("Defined Networking", ("dnkey-",), r"dnkey-[\w=-]{26}-[\w=-]{52}"),
    Format("DigitalOcean", ("_v1_",), r"do[opr]_v1_[a-f0-9]{40,}"),
    Format("Discord", (".",), r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}"),
    Format("Docker", ("dckr_",), r"dckr_(?:pat|oat)_[\w-]{24,}"),
    Format("Doppler", ("dp.",), r"dp\.(?:pt|st|sa|ct|scim|audit)\.(?:[a-z0-9_-]+\.)?[A-Za-z0-9]{40,44}"),
    Format("Dropbox", ("sl.",), r"sl\.(?:u\.)?[\w=-]{130,}"),
    Format("Dropbox", ("aaaaaaaaaa",), r"[A-Za-z0-9]{11}AAAAAAAAAA[\w=-]{43}"),
    Format("Duffel", ("duffel_",), r"duffel_(?:test|live)_[\w=-]{43}"),
    Format("Dynatrace", ("dt0",), r"dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    Format("EasyPost", ("ezak", "eztk"), r"EZ[AT]K[A-Za-z0-9]{54}"),
    Format("Facebook", ("eaaa", "eaac", "eaab", "eaam"), r"EAA[ABCM][\w-]{40,}"),
    Format("Facebook", ("|", "%7c"), r"\d{15,16}(?:\||%7[Cc])[\w-]{27,40}"),
    Format("Figma", ("figd_",), r"figd_[\w-]{36,}"),
    Format("Flutterwave", ("flwseck", "flwpubk"), r"FLW(?:SECK|PUBK)(?:_TEST)?-[a-h0-9]{12,40}(?:-X)?"),
    Format("Fly", ("fm1", "fm2", "fo1_"), r"(?:fm[12][ar]?|fo1)_[\w+/=-]{40,}(?:,fm[12][ar]?_[\w+/=-]{40,})*"),
    Format("Frame.io", ("fio-u-",), r"fio-u-[\w=-]{64}"),
    Format("Freemius, Stripe", ("sk_",), r"(?<=\"secret_key\"\s{0,3}=>\s{0,3}\")sk_[^\"\s]{29}"),
    Format("GitHub", ("gh",), r"gh[pousr]_[A-Za-z0-9]{30,255}"),
    Format("GitHub", ("github_pat_",), r"github_pat_\w{50,255}"),
    Format("GitLab", ("gl",), r"gl(?:pat|ptt|dt|rt|ft|ffct|cbt|imt|agent|oas|soat|feat|sat)-(?:t\d_)?[\w-]{16,64}(?:\.[\w.]{2,40})?"),
    Format("GitLab", ("gr1348941",), r"GR1348941[\w-]{16,40}"),
    Format("GitLab", ("_gitlab_session=",), r"(?<=_gitlab_session=)[0-9a-z]{32}"),
    Format("Google", ("aizasy",), r"AIzaSy[\w-]{33}"),
    Format("Google", ("ya29.",), r"ya29\.[\w-]{20,}"),
    Format("Google", ("1//0",), r"1//0[\w-]{10,}"),
    Format("Google", ("gocspx-",), r"GOCSPX-[\w-]{20,}"),
    Format("Grafana", ("glsa_", "glc_"), r"gl(?:sa|c)_[A-Za-z0-9+/_=]{24,}"),
    Format("Grafana", ("eyjrijoi",), r"eyJrIjoi[A-Za-z0-9]{60,400}={0,3}"),
    Format("Harness", ("pat.", "sat."), r"[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"),
    Format("Heroku", ("hrku-",), r"HRKU-AA[\w-]{40,}"),
    Format("Hugging Face", ("hf_", "api_org_"), r"(?:hf|api_org)_[A-Za-z]{30,}"),
    Format("Infracost", ("ico-",), r"ico-[A-Za-z0-9]{32}"),
    Format("Intra", ("s4t2",), r"[su]-s4t2(?:ud|af)-[a-f0-9]{60,}"),
    Format("JFrog", ("akcp",), r"AKCp[A-Za-z0-9]{10,}"),
    Format("Linear", ("lin_",), r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}"),
    Format("Lob", ("live_", "test_"), r"(?:live|test)_(?:pub_)?[a-f0-9]{31,35}"),
    Format("Mailchimp", ("-us",), r"[a-f0-9]{32}-us\d{1,2}"),
    Format("Mailgun", ("key-",), r"(?:pub)?key-[a-f0-9]{32}"),
    Format("Mapbox", ("pk.", "sk.", "tk."), r"[pst]k\.[A-Za-z0-9]{60,}\.[\w-]{22}"),
    Format("MaxMind", ("_mmk",), r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),
    # Three characters, a digit, Q~; forty in all.
    Format("Microsoft Entra", ("q~",), r"[\w~.-]{3}\dQ~[\w.~-]{31,34}"),
    Format("Microsoft Azure DevOps", ("azdo",), r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"),
    Format("Microsoft Azure", ("astt", "+abr", "astr"), r"[A-Za-z0-9+/]{76}(?:\+ASt|AStT|\+ABa)[A-Za-z0-9+/]{0,6}={0,2}"),
    Format("model providers", ("sk-",), r"sk-(?:ant-|proj-|svcacct-|admin-|or-v1-)?[\w-]{20,200}"),
    Format("New Relic", ("nra", "nrjs-", "nrii-", "nriq-"), r"NRA[AKL]-[A-Z0-9]{20,}|NRJS-[a-f0-9]{16,}|NRI[IQ]-[\w-]{20,}"),
    Format("Notion", ("ntn_", "secret_"), r"ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{40,}"),
    Format("npm", ("npm_",), r"npm_[A-Za-z0-9]{30,}"),
    Format("NuGet", ("oy2",), r"oy2[a-z0-9]{43}"),
    Format("Octopus", ("api-",), r"API-[A-Z0-9]{24,30}"),
    Format("OpenShift", ("sha256~",), r"sha256~[\w-]{43}"),
    Format("Perplexity", ("pplx-",), r"pplx-[A-Za-z0-9]{40,}"),
    Format("Plaid", ("access-",), r"access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Format("PlanetScale", ("pscale_",), r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,}"),
    Format("Postman", ("pmak-",), r"PMAK-[a-f0-9]{20,}-[a-f0-9]{20,}"),
    Format("Prefect", ("pnu_", "pnb_"), r"pn[ub]_[A-Za-z0-9]{36}"),
    Format("Pulumi", ("pul-",), r"pul-[a-f0-9]{40}"),
    Format("PyPI", ("pypi-",), r"pypi-[\w-]{40,}"),
    Format("ReadMe", ("rdme_",), r"rdme_[a-z0-9]{70}"),
    Format("Replicate", ("r8_",), r"r8_[A-Za-z0-9]{37}"),
    Format("RubyGems", ("rubygems_",), r"rubygems_[a-f0-9]{40,}"),
    Format("Scalingo", ("tk-us-",), r"tk-us-[\w-]{48}"),
    Format("SendGrid", ("sg.",), r"SG\.[\w=-]{16,32}\.[\w=-]{16,64}"),
    Format("Brevo", ("xkeysib-", "xsmtpsib-"), r"x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    Format("Sentry", ("sntr",), r"sntry[su]_[\w+/=.-]{40,}"),
    Format("SettleMint", ("sm_",), r"sm_[aps]at_[A-Za-z0-9]{16}"),
    Format("Shippo", ("shippo_",), r"shippo_(?:live|test)_[a-fA-F0-9]{40}"),
    Format("Shopify", ("shp",), r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}"),
    # Three or more numbers of a workspace and user, then the secret part; bots have two.
    Format("Slack", ("xox",), r"xox[a-zA-Z](?:\.xox[a-z])?-(?:\d-)?(?:\d{6,13}-){1,3}(?=[\d-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]{8,200}[A-Za-z0-9]|xox[a-zA-Z](?:\.xox[a-z])?-\d-[A-Za-z0-9]{30,200}"),
    Format("Slack", ("xapp-",), r"xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{16,}"),
    Format("Snyk", ("snyk_",), r"snyk_(?:uat|sat)\.[a-f0-9]{8}\.[\w.-]{40,}"),
    Format("Sonar", ("sq",), r"sq[upa]_[A-Za-z0-9]{36,40}"),
    Format("Sourcegraph", ("sgp_", "slk_"), r"sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{30,}|slk_[a-f0-9]{64}"),
    Format("Square", ("sq0", "eaaa"), r"sq0[a-z]{3}-[\w-]{20,}"),
    Format("Stripe", ("_live_", "_test_", "_prod_"), r"(?:sk|rk|pk|whsec)_(?:live|test|prod)_[A-Za-z0-9]{10,250}"),
    Format("Stripe", ("whsec_",), r"whsec_[A-Za-z0-9+/=]{24,}"),
    Format("Supabase", ("sbp_", "sb_"), r"sbp_[a-f0-9]{40}|sb_secret_[\w-]{20,}"),
    Format("Telegram", (":a",), r"\d{8,10}:AA?[\w-]{32,35}"),
    Format("Terraform", (".atlasv1.",), r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}"),
    Format("Twilio", ("sk",), r"SK[a-f0-9]{32}"),
    Format("Twitter", ("a" * 20,), r"A{20,22}[A-Za-z0-9%]{80,100}"),
    Format("Typeform", ("tfp_",), r"tfp_[\w.=-]{59}"),
    Format("Vault", ("hv",), r"hv[sbr]\.[\w-]{20,}"),
    Format("Vault", ("s.",), r"(?<=token\W{0,6}|vault\W{0,6})s\.[A-Za-z0-9]{24}"),
    Format("Yandex", ("aqvn", "t1.", "yc"), r"AQVN[\w-]{35,38}|t1\.[\w-]+={0,2}\.[\w-]{86}={0,2}|YC[\w-]{38}"),
    Format("Yandex", ("aqaaaa", "ageaaaa"), r"(?:AQAAAA|AgEAAAA)[\w-]{30,}"),
    # RFC 8959: a scheme that says so itself.
    Format("anybody", ("secret-token:",), r"secret-token:[\w=.%~-]{8,200}"),
)  # fmt: skip


def _issued(format: Format) -> Rule:
    return Rule(
        id="secrets.issued-token",
        entity="SECRET",
        pattern=rf"(?<![A-Za-z0-9_+/-])(?<hide>{format.shape})(?![A-Za-z0-9_+/~-])",
        needs=format.needs,
        check=lambda match, page: (
            SURE if entropy(match.group("hide")) >= 1.0 and not stands_in(match.group("hide")) else None
        ),
    )


# Issuers whose tokens are plain letters and digits: their name in the key is what tells.
_VENDORS: Final = (
    "adafruit adobe airtable algolia alchemy alibaba aliyun amplitude anthropic artifactory asana atlassian auth0 aws azure beamer bitbucket bittrex braintree "
    "bugsnag buildkite checkout circleci cisco clearbit clickhouse cloudflare cloudinary codeclimate codecov cohere coinbase confluent confluence contentful crowdin datadog "
    "deepgram deepl digitalocean discord docusign doppler droneci dropbox dynatrace elastic elevenlabs etsy eventbrite facebook fastly figma finicity finnhub firebase "
    "flickr foursquare freshbooks freshdesk gcp gemini gitea github gitlab gitter gocardless google grafana groq harness heroku honeycomb hubspot infura instana intercom "
    "ipinfo jenkins jfrog jira keycloak klaviyo kraken kucoin langfuse launchdarkly linear linkedin lob logdna loggly logzio looker mailchimp mailgun mailjet mandrill "
    "mapbox mattermost meraki messagebird mistral mixpanel mollie monday mongodb nasa netlify newrelic new-relic ngrok nytimes octopus okta onesignal openai opsgenie pagerduty papertrail "
    "paypal pendo pinecone plaid planetscale posthog postman postmark prefect privateai pubnub pulumi pusher quay rapidapi razorpay readme rollbar salesforce segment sendbird "
    "sendgrid sendinblue sentry shippo shodan shopify sidekiq slack snyk sonar sonarqube sourcegraph spotify square squarespace statuspage strava stripe sumologic sumo supabase "
    "telegram tenable travis trello twilio twitch twitter typeform unsplash vault vercel virustotal vonage vultr wakatime weatherstack webex workday xero yandex yelp youtube zapier zendesk zoho zoom"
).split()  # fmt: skip
_KEY_PART: Final = r"(?:key|token|secret|password|passwd|pwd|credentials?|auth|api|access|login|pat|client|app|id|bot|webhook|account|sid)"
_VENDOR_KEY: Final = regex.compile(
    r"(?i)(?:"
    + "|".join(regex.escape(vendor).replace("\\-", "[-_]?") for vendor in _VENDORS)
    + r")(?:.*"
    + _KEY_PART
    + r")"
)
# Any key and a value of some length; whether the key names an issuer is looked at afterwards.
_PAIR: Final = regex.compile(
    r"(?<![\w.-])(?<key>[A-Za-z_][\w.-]{3,80}+)[\"'\])`]{0,2}+[ \t]{0,12}+(?:=>|[:?|]{0,3}=|\|{1,2}:?|:{1,2}|,|<-|>)[ \t]{0,12}+[\"'`=]{0,3}+"
    r"(?<hide>[A-Za-z0-9][\w.=+/-]{13,120}+)(?![\w.=+/-])"
)
# What every such pair holds, looked for first because it takes a tenth of the time.
_MARKED: Final = regex.compile(r"(?:[=:|,>]|<-)[ \t]{0,12}+[\"'`=]{0,3}+[A-Za-z0-9][\w.=+/-]{13}")
_NOT_SECRET_KEY: Final = regex.compile(
    r"(?i)(?:url|uri|host|endpoint|domain|region|version|name|path|file|type|user|email|expir\w*|enabled|scope|org|project|workspace|team|channel|bucket|index|build|commit|sha|digest|image|tag)s?$"
)


@dataclass(frozen=True, slots=True)
class VendorKeys:
    """Values of no form of their own, beside a key that names their issuer: `hubspotKey = "…"`."""

    id: str = "secrets.vendor-key"

    def find(self, page: Page) -> Iterator[Finding]:
        if search(_MARKED, page, 0) is None:
            return
        for match in matches(_PAIR, page):
            value, key = match.group("hide"), match.group("key")
            if value.startswith("http") or not _VENDOR_KEY.search(key) or _NOT_SECRET_KEY.search(key):
                continue
            if is_uuid(value) or looks_random(value, 14):
                yield Finding(Span(*match.span("hide")), "SECRET", LIKELY + 0.1, self.id)


_ISSUED: Final = tuple(_issued(format) for format in FORMATS)
_NEEDING: Final = tuple((need, number) for number, rule in enumerate(_ISSUED) for need in rule.needs)


@dataclass(frozen=True, slots=True)
class Issued:
    """Tokens of every issuer; which of them may be there is asked for all at once."""

    id: str = "secrets.issued-token"

    def find(self, page: Page) -> Iterator[Finding]:
        lower = page.lower
        for number in sorted({number for need, number in _NEEDING if need in lower}):
            yield from _ISSUED[number].find(page)


RECOGNIZERS: Final[tuple[Recognizer, ...]] = (Issued(), VendorKeys())
