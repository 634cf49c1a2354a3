"""What opens a door: passwords, keys, tokens, cookies, connection strings.

Sources: RFC 7468 (PEM), RFC 7519 (JSON web tokens), RFC 7617 and RFC 6750
(authorization headers), RFC 6265 (cookies), RFC 3986 (user information in
links), and the token formats the issuers document.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

import regex

from redaction.recognizers.rules import LIKELY, SURE, Rule

# Formats an issuer made recognisable, as alternatives of one pattern.
_ISSUED: Final = (
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z2-7]{16}",  # Amazon
    r"gh[pousr]_[A-Za-z0-9]{30,255}",  # GitHub
    r"github_pat_[A-Za-z0-9_]{50,255}",
    r"gl(?:pat|ptt|dt|rt|ft|cbt|imt|agent|oas|soat|feat)-[\w-]{16,64}(?:\.[\w.]{2,40})?",  # GitLab
    r"GR1348941[\w-]{16,40}",
    r"xox[a-zA-Z](?:-[0-9A-Za-z]+)?-[0-9A-Za-z-]{8,200}",  # Slack
    r"xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{16,}",
    r"(?:sk|rk|pk|whsec)_(?:live|test|prod)_[A-Za-z0-9]{10,120}",  # Stripe
    r"sk-(?:ant-|proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,200}",  # model providers
    r"AIza[\w-]{30,40}",  # Google
    r"ya29\.[\w-]{20,}",
    r"GOCSPX-[\w-]{20,}",
    r"SG\.[\w-]{16,32}\.[\w-]{16,64}",  # SendGrid
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[\w-]{40,}",
    r"rubygems_[a-f0-9]{40,}",
    r"do[opr]_v1_[a-f0-9]{40,}",  # DigitalOcean
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}",  # Shopify
    r"AT(?:ATT3x|CTT3x)[\w=.-]{20,}",  # Atlassian
    r"ATBB[A-Za-z0-9]{20,}",
    r"hf_[A-Za-z]{30,}",  # Hugging Face
    r"gl(?:sa|c)_[A-Za-z0-9+/_=]{24,}",  # Grafana
    r"hv[sbr]\.[\w-]{20,}",  # Vault
    r"lin_api_[A-Za-z0-9]{30,}",
    r"dapi[a-f0-9]{32}(?:-\d)?",  # Databricks
    r"NRA[AKL]-[A-Z0-9]{20,}|NRJS-[a-f0-9]{16,}|NRII-[\w-]{20,}",  # New Relic
    r"PMAK-[a-f0-9]{20,}-[a-f0-9]{20,}",  # Postman
    r"(?:EAAA|EAAC|EAAB)[\w-]{40,}",  # Square, Facebook
    r"sq0[a-z]{3}-[\w-]{20,}",
    r"SK[a-f0-9]{32}",  # Twilio
    r"key-[a-f0-9]{32}",  # Mailgun
    r"[a-f0-9]{32}-us\d{1,2}",  # Mailchimp
    r"fm[12]_[A-Za-z0-9+/=_-]{40,}",  # Fly
    r"[su]-s4t2(?:ud|af)-[a-f0-9]{60,}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    r"(?:dp|sqp|squ|sqa|pnu|pscale_tkn|pscale_pw|pscale_oauth|duffel_live|duffel_test|fio-u|FLWSECK_TEST|FLWPUBK_TEST|secret-token|sgp|fm[12]|fo1|"
    r"pul|tfp|patt|rdme|sntrys|sntryu|LTAI|p8e|dckr_pat|dckr_oat|ops|figd|vc|r8|xkeysib|CMPKEY|tk)[_.-](?:[a-z]+_)?[A-Za-z0-9_=.-]{24,200}",
    r"sgp_[a-f0-9]{16,}(?:_[a-f0-9]{30,})?",
    r"LTAI[A-Za-z0-9]{16,24}",
    r"[\w~.-]{3}\dQ~[\w.~-]{31,36}",  # Microsoft Entra client secret: three characters, a digit, Q~
    r"\d{8,10}:AA[\w-]{32,35}",  # Telegram bot
    r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}",  # Discord bot
    r"[a-zA-Z0-9]{14}\.atlasv1\.[\w=-]{60,70}",  # Terraform
    r"CFPAT-[\w-]{40,}",
    r"ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{40,}",  # Notion
    r"PRIVATE-[A-Za-z0-9]{30,}",
    r"bkua_[a-z0-9]{40}|v1\.0-[a-f0-9]{24}-[a-f0-9]{140,}",
    r"ccipat_[A-Za-z0-9]{20,}_[a-f0-9]{40}",
    r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",  # Airtable
    r"ey[A-Za-z0-9]{2}[\w-]{30,}={0,2}(?=[\"'\s]|$)",
    r"b(?:edrock-api-key)-[A-Za-z0-9+/=]{20,}|pplx-[A-Za-z0-9]{40,}|ABSK[A-Za-z0-9+/]{90,}={0,2}",
    r"(?:AQAAAA|AgEAAAA)[\w-]{30,}",
    r"[a-z]{2,6}ops_eyJ[\w-]{50,}",
)
_TOKEN = Rule(
    id="secrets.issued-token",
    entity="SECRET",
    pattern=r"(?<![A-Za-z0-9_+/-])(?<hide>" + "|".join(_ISSUED) + r")(?![A-Za-z0-9_+/-])",
    check=lambda match, page: (
        SURE
        if _varied(match.group("hide"), 1.0)
        and not regex.search(r"(?i)example$|x{6}|#{4}|\*{3}", match.group("hide"))
        else None
    ),
)
_JWT = Rule(
    id="secrets.jwt",
    entity="SECRET",
    pattern=r"(?<![A-Za-z0-9_-])(?<hide>ey[IJ][\w-]{8,}={0,2}\.(?:[\w=-]{4,}|%2E)(?:\.[\w=-]*){0,3}|ZXlK[A-Za-z0-9+/_-]{20,}={0,2})",
    needs=("ey", "zxlk"),
)
_PEM = Rule(
    id="secrets.pem",
    entity="SECRET",
    pattern=(
        r"(?<hide>-----BEGIN (?:[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?|PGP MESSAGE|CERTIFICATE|OPENSSH[A-Z ]*)-----"
        r"(?:(?:(?!-----BEGIN)[\s\S]){1,12000}?-----END [A-Z0-9 ]+-----|(?:(?:\\n|\s|>|\|)*[A-Za-z0-9+/=]{16,})+))"
    ),
    needs=("-----begin",),
)
_SSH_KEY = Rule(
    id="secrets.ssh-key",
    entity="SECRET",
    pattern=r"\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+) (?<hide>AAAA[A-Za-z0-9+/=]{40,}(?: [\w.@-]+)?)",
    needs=("ssh-", "ecdsa-"),
)
_HEADER = Rule(
    id="secrets.authorization-header",
    entity="SECRET",
    pattern=(
        r"(?i)\b(?:proxy-)?authorization[\"']?\s{0,2}[:=]\s{0,2}[\"']?(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256|jwt|splunk)\s+)?(?<hide>[^\s\"',;<>{}$]{6,}(?<![.…]))"
        r"|\b(?:bearer|basic)\s+(?<hide>[A-Za-z0-9_.~+/-]{16,}={0,2})"
        r"|\b(?:x-[\w-]*(?:api-?key|token|secret|auth|session|credential)[\w-]*|private-token|job-token|api-?key|ocp-apim-subscription-key|dd-api-key)[\"']?\s{0,2}:\s{0,2}[\"']?(?<hide>[^\s\"',;<>{}$]{6,})"
    ),
    needs=("authorization", "bearer", "basic", "x-", "-token", "api-key", "apikey", "subscription-key"),
    check=lambda match, page: (
        SURE
        if _is_value(match.group("hide"), 6)
        and (
            _is_jumbled(match.group("hide"))
            or not regex.fullmatch(r"(?i)[a-z-]+|auth\w*", match.group("hide"))
        )
        else None
    ),
)
_COOKIE = Rule(
    id="secrets.cookie",
    entity="SECRET",
    pattern=(
        r"(?im)\bset-cookie[\"']?\s{0,2}[:=]\s{0,2}[\"']?[\w.%-]+=(?<hide>[^;\s\"',]{4,})"
        r"|(?<!set-)\bcookie[\"']?\s{0,2}[:=]\s{0,2}[\"']?(?:[\w.%$-]+=(?<hide>[^;\s\"']{4,});?\s{0,2}|[\w.%$-]+=[^;\s\"']{0,3};?\s{0,2})+"
        r"|\b(?:jsessionid|phpsessid|asp\.net_sessionid|aspsessionid\w*|connect\.sid|sessionid|session_id|sessid|sid|csrftoken|xsrf-token|_csrf|laravel_session|"
        r"atlassian\.xsrf\.token|seraph\.rememberme\.cookie|(?:cloud|tenant)\.session\.token|remember_token|auth_token)[\"']?\s{0,2}[=:]\s{0,2}[\"']?(?<hide>[\w.%+/~-]{6,}={0,2})"
    ),
    needs=("cookie", "sess", "sid", "csrf", "xsrf", "token"),
    check=lambda match, page: SURE,
)
_URL_LOGIN = Rule(
    id="secrets.login-in-link",
    entity="SECRET",
    pattern=r"(?i)\b[a-z][a-z0-9+.-]{1,30}://(?<hide>[^\s/:@\"'<>?#]{0,64}:[^\s\"'<>/]{1,100})@(?=[\[\w.${-])|(?<=[a-z]://)(?<hide>[A-Za-z0-9_-]{20,})(?=@[\w.-]+)",
    needs=("://",),
    check=lambda match, page: (
        SURE if not regex.fullmatch(r"[^:]*:[\[{<$*%].*", match.group("hide")) else None
    ),
)
_KEY: Final = (
    r"(?:[\w.-]*(?:pass(?:word|wd|phrase|code)|pwd|secret|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|private[_-]?key|secret[_-]?key|encryption[_-]?key|signing[_-]?key|"
    r"account[_-]?key|master[_-]?key|license[_-]?key|shared[_-]?key|token|credentials?|client[_-]?id(?=\W)|app[_-]?key|service[_-]?key|webhook[_-]?(?:url|key)|dsn|connection[_-]?string|"
    r"_auth|authkey|otp|mfa|pin[_-]?code|security[_-]?(?:answer|code)|recovery[_-]?code|backup[_-]?code|sig|signature|conn[_-]?str)[\w-]*|\bpin|\bpw|\bpass|\bkey|\bauth)"
)
_ASSIGNED = Rule(
    id="secrets.assigned",
    entity="SECRET",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}])(?<key>"
        + _KEY
        + r")(?<mark>[\"'\])`]{0,2}[ \t]{0,3}(?:=>|:=|:|=(?!=)|\|\|:|<-)[ \t]{0,3})"
        r"(?:(?<quote>[\"'`])(?<hide>(?:(?!\g<quote>)[^\n\\]|\\.){4,300})\g<quote>|(?<hide>[^\s\"'`,;&<>(){}\[\]]{4,300}))"
    ),
    needs=(
        "pass",
        "pwd",
        "secret",
        "key",
        "token",
        "credential",
        "dsn",
        "auth",
        "otp",
        "mfa",
        "pin",
        "pw",
        "code",
        "sig",
        "conn",
        "client",
    ),
    check=lambda match, page: _assigned(match),
)
_SAID = Rule(
    id="secrets.said",
    entity="SECRET",
    pattern=(
        r"(?i)\b(?:password|passwd|passwort|kennwort|passcode|passphrase|pass ?phrase|contraseña|clave|mot de passe|wachtwoord|senha|palavra-passe|password temporanea|lösenord|adgangskode|"
        r"salasana|hasło|heslo|jelszó|parolă|parola|pin(?: code)?|one[- ]time code|secret|api key|token|otp)"
        r"(?:\s+(?:is|was|ist|war|lautet|es|era|est|é|era|är|er|on|to|jest|je)(?: (?:now|still|set to|just))?|\s?:|\s?=)\s{1,2}[\"'“‘`]?(?<hide>[^\s\"'”’`<>]{4,64}?)(?=[\"'”’`]?(?:[.,;!?)]*(?:\s|$)))"
    ),
    needs=(
        "pass",
        "kennwort",
        "contraseña",
        "clave",
        "wachtwoord",
        "senha",
        "palavra",
        "lösenord",
        "adgangskode",
        "salasana",
        "hasło",
        "heslo",
        "jelszó",
        "parol",
        "pin",
        "code",
        "secret",
        "key",
        "token",
        "otp",
    ),
    check=lambda match, page: LIKELY + 0.1 if _looks_chosen(match.group("hide")) else None,
)
_AWS_SECRET = Rule(
    id="secrets.unlabelled-key",
    entity="SECRET",
    pattern=r"(?<![A-Za-z0-9+/=_.-])(?<hide>(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=_.-])",
    check=lambda match, page: (
        LIKELY
        if _varied(match.group("hide"), 4.2)
        and "://" not in match.group("hide")
        and match.group("hide").count("/") < 5
        else None
    ),
)
_WEBHOOK = Rule(
    id="secrets.webhook",
    entity="SECRET",
    pattern=(
        r"(?i)(?<hide>https?://(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|(?:[\w-]+\.)*discord(?:app)?\.com/api/webhooks/|[\w-]+\.webhook\.office\.com/webhookb2/|"
        r"api\.telegram\.org/bot|outlook\.office\.com/webhook/)[\w/@+.:-]{12,})"
    ),
    needs=("hooks.slack", "webhook", "telegram"),
)
_CARD_CODE = Rule(
    id="secrets.card-code",
    entity="SECRET",
    pattern=r"(?i)\b(?:cvc|cvv|cvv2|cvc2|csc|cid|security code|kartenprüfnummer|cryptogramme)\s{0,2}[:=#]?\s{0,2}(?:is\s)?(?<hide>\d{3,4})\b",
    needs=("cvc", "cvv", "csc", "cid", "security code", "kartenprüf", "cryptogramme"),
)
_LICENCE_KEY = Rule(
    id="secrets.licence-key",
    entity="SECRET",
    pattern=r"\b(?<hide>(?=[A-Z0-9-]{0,34}\d)(?=[A-Z0-9-]{0,34}[A-Z])[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3,5})\b|\b(?<hide>SEN-\d{5,9}|E-[A-Z0-9]{3}(?:-[A-Z0-9]{3}){3})\b|\b(?<hide>AAAB[A-Za-z0-9+/\s]{60,}X02[a-z0-9]{2,4})",
    needs=("-", "aaab"),
)
_MEETING = Rule(
    id="secrets.meeting",
    entity="SECRET",
    pattern=r"(?i)\b(?:[\w-]+\.)?(?:zoom\.us/[jw]/|meet\.google\.com/|teams\.microsoft\.com/l/meetup-join/|webex\.com/(?:meet|join)/)(?<hide>[^\s<>\"')]{6,})|[?&](?:pwd|passcode)=(?<hide>[\w.-]{4,})",
    needs=("zoom.us", "meet.google", "teams.microsoft", "webex.com", "pwd=", "passcode="),
)


def entropy(value: str) -> float:
    """Shannon entropy in bits per character; 0 for an empty value."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def _varied(value: str, least: float) -> bool:
    return entropy(value) >= least


_HIDDEN: Final = regex.compile(
    r"(?i)[*•xX.·_#-]{3,}|.*\*{3,}.*|.*#{4,}.*|(?:0123456789|123456789)\d*|<[^>]*>|\[[^\]]*\]|\{.*|\$.*|%\w+%|%[sdv]|@\w+@|null|none|nil|undefined|true|false|yes|no|empty|required|optional|string|str|text|bytes?|int|"
    r"number|bool(?:ean)?|char|void|any|object|password|passwd|secret|token|key|value|default|example|changeme|your\S*|my\S*|redacted|masked|hidden|filtered|removed|secret\s*hidden|test|foo|bar|xxx\S*"
)


def _is_value(value: str, least: int) -> bool:
    """False for what stands in place of a value: stars, brackets, variables, type names."""
    return len(value) >= least and not _HIDDEN.fullmatch(value)


_EXPRESSION: Final = regex.compile(
    r"(?i)(?:self|this|os|process|config|settings|env|environ|request|req|ctx|options|opts|args|params|props|state|data|user|session|new|await|async|return|get|var|vars|local|secrets|module|"
    r"std|System|string)\b[.\[(:>-].*|[a-z_]\w*(?:\.[a-z_]\w*)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z]+(?:_[A-Z0-9]+)+|[a-z]+(?:_[a-z]+)+|[\w$.]*\w\(.*|.*\)$|[/.~][\w./-]+|https?://[^?]*"
)


def _assigned(match: regex.Match[str]) -> float | None:
    key, value, quoted = match.group("key").lower(), match.group("hide"), match.group("quote") is not None
    strong = (
        regex.search(r"pass(?:word|wd|phrase|code)|pwd|\bpin\b|\bpw\b|\bpass\b|otp|recovery|backup", key)
        is not None
    )
    if not _is_value(value, 4) or regex.fullmatch(r"\W+", value):
        return None
    if regex.search(
        r"(?i)public|pub_?key|key_?(?:name|id|file|path|type|size|code|board|word|press|store|chain|frame|event|down|up|vault|note|stone)|(?:ids?|file|name|path|url|uri|type|count|length|field|label|hash|expir\w*|ttl|policy|version|enabled|required|audience|issuer|scope|endpoint|region|provider)$|tokeni[sz]|max_?tokens|token_?(?:count|type|limit)",
        key,
    ) and not regex.search(r"(?:client|secret|access|api)[_-]?key[_-]?id$", key):
        return None
    if value.startswith(("http://", "https://")) and "dsn" not in key and "webhook" not in key:
        return None
    if (
        _EXPRESSION.fullmatch(value)
        and not (quoted and strong and any(c.isdigit() for c in value))
        and not _is_jumbled(value)
    ):
        return None
    if strong:
        return SURE if any(not c.isalpha() for c in value) or quoted else LIKELY
    digits = sum(c.isdigit() for c in value)
    if len(value) < 8 or " " in value:
        return None
    if (
        digits
        and entropy(value) >= 2.8
        and not regex.fullmatch(r"[a-z]+(?:[-_.][a-z0-9]+)*|v?\d[\d.,]*", value)
    ):
        return SURE if len(value) >= 16 else LIKELY
    return (
        LIKELY
        if len(value) >= 20 and entropy(value) >= 3.7 and not regex.search(r"[a-z]{4,}[-_ .][a-z]{3,}", value)
        else None
    )


def _is_jumbled(value: str) -> bool:
    """True for letters only that nobody would read: no camel case of words, no upper case of a constant.

    A word of a name in code has a vowel and is in small letters but for its
    first, so `userPassword` is read and `qXvTbnRw` is not.
    """
    if len(value) < 8 or not value.isascii() or not value.isalpha() or value.islower() or value.isupper():
        return False
    words = regex.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", value)
    read = [word for word in words if len(word) > 2 and regex.search(r"(?i)[aeiouy]", word)]
    return 3 * sum(map(len, read)) < 2 * len(value)


def _looks_chosen(value: str) -> bool:
    """A password in a sentence: something with a digit or a mark in it, not the next word of the sentence."""
    return (
        _is_value(value, 4)
        and bool(regex.search(r"\d|[!@#$%^&*+=~?]", value))
        and bool(regex.search(r"\p{L}|\d{4}", value))
        and not value.startswith(("http", "/"))
    )


RECOGNIZERS = (
    _PEM, _SSH_KEY, _JWT, _TOKEN, _URL_LOGIN, _HEADER, _COOKIE, _ASSIGNED, _SAID, _AWS_SECRET, _WEBHOOK, _CARD_CODE,
    _LICENCE_KEY, _MEETING,
)  # fmt: skip
