"""Secrets: every issuer's form, keys that name one, and what only looks like one."""

from __future__ import annotations

import random
import string
import time

import pytest

from redaction.recognizers import secrets
from redaction.recognizers.rules import Clock, Page
from redaction.recognizers.values import is_jumbled, looks_random, reads_as_words, stands_in

LETTERS = string.ascii_letters
HEX = "0123456789abcdef"
CAPS = string.ascii_uppercase + "234567"
PLAIN = LETTERS + string.digits
LOW = string.ascii_lowercase + string.digits
WIDE = PLAIN + "-_"
_DICE = random.Random(20261125)


def made(size: int, alphabet: str = PLAIN) -> str:
    """A value of that size that nobody was ever given, the same in every run."""
    return "".join(_DICE.choice(alphabet) for _ in range(size - 2)) + "a7" if size > 2 else "a7"[:size]


def caps(size: int) -> str:
    return made(size, CAPS).upper()


def hidden(text: str) -> list[str]:
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    found = [finding for rule in secrets.RECOGNIZERS for finding in rule.find(page)]
    return sorted({finding.span.of(text) for finding in found})


ISSUED = [
    ("1Password", "ops_eyJ" + made(60)),
    ("1Password", f"A3-{caps(6)}-{caps(11)}-{caps(5)}-{caps(5)}-{caps(5)}"),
    ("Adobe", "p8e-" + made(32, LOW)),
    ("age", "AGE-SECRET-KEY-1" + caps(58)),
    ("Airtable", f"pat{made(14)}.{made(64, HEX)}"),
    ("Alibaba", "LTAI" + made(20)),
    ("Amazon", "AKIA" + caps(16)),
    ("Amazon Bedrock", "ABSK" + made(120)),
    ("Anthropic", "sk-ant-api03-" + made(93, WIDE)),
    ("Artifactory", "AKCp" + made(69)),
    ("Atlassian", "ATATT3xFfGF0" + made(60, WIDE)),
    ("Atlassian", "ATBB" + made(24)),
    ("Authress", f"sc_{made(8, LOW)}.{made(5, LOW)}.acc_{made(12, LOW)}.{made(40)}"),
    ("Buildkite", "bkua_" + made(40, LOW)),
    ("Clickhouse", "4b1d" + made(38)),
    ("Clojars", "CLOJARS_" + made(60, LOW)),
    ("Cloudflare", f"v1.0-{made(24, HEX)}-{made(146, HEX)}"),
    ("Contentful", "CFPAT-" + made(43, WIDE)),
    ("Databricks", "dapi" + made(32, HEX)),
    ("Defined Networking", f"dnkey-{made(26)}-{made(52)}"),
    ("DigitalOcean", "dop_v1_" + made(64, HEX)),
    ("Discord", f"M{made(24)}.{made(6)}.{made(30)}"),
    ("Docker", "dckr_pat_" + made(27)),
    ("Doppler", "dp.pt." + made(43)),
    ("Dropbox", "sl." + made(135)),
    ("Duffel", "duffel_test_" + made(43)),
    ("Dynatrace", f"dt0c01.{caps(24)}.{caps(64)}"),
    ("EasyPost", "EZAK" + made(54)),
    ("Facebook", "EAAB" + made(60)),
    ("Facebook", "1234567890123456|" + made(27)),
    ("Figma", "figd_" + made(40)),
    ("Flutterwave", "FLWSECK_TEST-" + made(12, "abcdef0123456789")),
    ("Fly", f"fm2_{made(60)},fm2_{made(60)}"),
    ("Frame.io", "fio-u-" + made(64)),
    ("GitHub", "ghp_" + made(36)),
    ("GitHub", "github_pat_" + made(82)),
    ("GitLab", "glpat-" + made(20)),
    ("GitLab", "GR1348941" + made(20)),
    ("Google", "AIzaSy" + made(33)),
    ("Google", "ya29." + made(60)),
    ("Google", "GOCSPX-" + made(28)),
    ("Grafana", f"glsa_{made(32)}_{made(8, HEX)}"),
    ("Harness", f"pat.{made(22)}.{made(24)}.{made(20)}"),
    ("Heroku", "HRKU-AA" + made(58)),
    ("Hugging Face", "hf_" + "".join(_DICE.choice(LETTERS) for _ in range(34))),
    ("Infracost", "ico-" + made(32)),
    ("Linear", "lin_api_" + made(40)),
    ("Lob", "live_" + made(35, HEX)),
    ("Mailchimp", made(32, HEX) + "-us12"),
    ("Mailgun", "key-" + made(32, HEX)),
    ("Mapbox", f"pk.{made(60)}.{made(22)}"),
    ("MaxMind", f"{made(6)}_{made(29)}_mmk"),
    ("Microsoft Entra", "aB~8Q~" + made(34)),
    ("model provider", "sk-proj-" + made(48)),
    ("New Relic", "NRAK-" + caps(27)),
    ("Notion", "ntn_" + made(46)),
    ("npm", "npm_" + made(36)),
    ("NuGet", "oy2" + made(43, LOW)),
    ("Octopus", "API-" + caps(26)),
    ("OpenShift", "sha256~" + made(43)),
    ("Perplexity", "pplx-" + made(48)),
    ("Plaid", "access-sandbox-0d9c3a6e-8b1f-4f60-a1f4-20555010417c"),
    ("PlanetScale", "pscale_tkn_" + made(43)),
    ("Postman", f"PMAK-{made(24, HEX)}-{made(34, HEX)}"),
    ("Prefect", "pnu_" + made(36)),
    ("Pulumi", "pul-" + made(40, HEX)),
    ("PyPI", "pypi-AgEIcHlwaS5vcmc" + made(60)),
    ("ReadMe", "rdme_" + made(70, LOW)),
    ("RubyGems", "rubygems_" + made(48, HEX)),
    ("Scalingo", "tk-us-" + made(48)),
    ("SendGrid", f"SG.{made(22)}.{made(43)}"),
    ("Brevo", f"xkeysib-{made(64, HEX)}-{made(16)}"),
    ("Sentry", "sntrys_" + made(80)),
    ("SettleMint", "sm_pat_" + made(16)),
    ("Shippo", "shippo_live_" + made(40, HEX)),
    ("Shopify", "shpat_" + made(32, HEX)),
    ("Slack", f"xoxb-123456789012-123456789012-{made(24)}"),
    ("Slack", f"xapp-1-A1B2C3D4E5F-1234567890123-{made(64, HEX)}"),
    ("Sonar", "squ_" + made(40, HEX)),
    ("Sourcegraph", "sgp_" + made(40, HEX)),
    ("Square", "sq0atp-" + made(22)),
    ("Stripe", "sk_live_" + made(24)),
    ("Telegram", "1234567890:AA" + made(33)),
    ("Terraform", f"{made(14)}.atlasv1.{made(64)}"),
    ("Twilio", "SK" + made(32, HEX)),
    ("Typeform", "tfp_" + made(59)),
    ("Vault", "hvs." + made(90)),
    ("Yandex", "AQVN" + made(36)),
]


@pytest.mark.parametrize(
    "issuer, token", ISSUED, ids=[f"{issuer}-{number}" for number, (issuer, _) in enumerate(ISSUED)]
)
def test_a_token_is_hidden_wherever_it_stands(issuer: str, token: str) -> None:
    for text in (token, f"I used {token} and got 401.", f"run --with={token}\nfailed", f"<v>{token}</v>"):
        assert any(token in value for value in hidden(text)), text


KEYED = [
    'const hubspotKey = "0D9C3A6E-8B1F-4F60-A1F4-20555010417C"',
    "HEROKU_API_KEY: 0d9c3a6e-8b1f-4f60-a1f4-20555010417c",
    'asana_client_secret => "k3jd83hf93jd83hf0aj2nd82hf73jd82"',
    "OKTA.TOKEN ?= 00kd83jf8JDk3ldk83HDkal38dhHDKa83jdLS8-aQ2",
    'os.getenv_or("api_token", "0d9c3a6e-8b1f-4f60-a1f4-20555010417c")',
    'setPassword("gr33n-Teapot9")',
    "<password>gr33n-Teapot9</password>",
    '<add key="ClearTextPassword" value="gr33n-Teapot9" />',
    "- name: DB_PASSWORD\n  value: gr33n-Teapot9",
    "deploy --password gr33n-Teapot9 --force",
    "curl -u alice:gr33n-Teapot9 https://api.example.com",
    "client_secret=k3jd83hf93jd83hf0aj2nd82hf73jd82",
    "aws_secret_access_key = kD83jf/8JDk3ldk83HDkal38dh+HDKa83jdLS8aQ",
    "Server=db;User Id=sa;Password=gr33n-Teapot9;",
    "jdbc:postgresql://db.example.com/crm?user=crm&password=gr33n-Teapot9",
    "amqp://crm:gr33n-Teapot9@queue.example.com:5672",
    'const key = "kD83jf8JDk3ldk83HDkal38d"',
    "AccountKey=kD83jf8JDk3ldk83HDkal38dhHDKa83jdLS8aQkD83jf8JDk3ldk83HDkal38dhHDKa83jdLS8aQ==",
    "https://files.example.com/a.zip?se=2026-12-01&sig=kD83jf8JDk3ldk83HDkal38d%3D",
    "kind: Secret\nmetadata:\n  name: crm\ndata:\n  user: YWxpY2U=\n  code: Z3Izei1UZWFwb3Q5\n",
]


@pytest.mark.parametrize("text", KEYED)
def test_what_a_key_says_is_a_secret_is_hidden(text: str) -> None:
    secret = (
        "gr33n-Teapot9", "20555010417", "k3jd83hf93jd83hf0aj2nd82hf73jd82", "00kd83jf8JDk3ldk83HDkal38dhHDKa",
        "kD83jf8JDk3ldk83HDkal38d", "kD83jf/8JDk3ldk83HDkal38dh+HDKa83jdLS8aQ", "Z3Izei1UZWFwb3Q5",
    )  # fmt: skip
    assert any(part in value for part in secret for value in hidden(text))


KEPT = [
    "key = AKIAQZTRW2LM7QEXAMPLE",
    "AWS_SECRET = " + "x" * 40,
    "token: ${GITHUB_TOKEN}",
    "token=$TOKEN and key={{ vault.key }}",
    "api_key: <your-api-key>",
    'api_key = "YOUR_API_KEY"',
    "password: ********",
    "secret: (hidden)",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "AIzaSyabcdefghijklmnopqrstuvwxyz1234567",
    "GR1348941" + "123" * 8,
    "xoxp-1234567890",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "primaryKey: 0d9c3a6e-8b1f-4f60-a1f4-20555010417c is unknown",
    "{ key: '0d9c3a6e-8b1f-4f60-a1f4-20555010417c', value: 'Americas' }",
    '<Brush x:Key="WindowBackgroundBrush1">#FFBAE4FF</Brush>',
    "X-Exchange-AuthSource: mx12.int.example.com",
    "master-keying: x64-linux=fail",
    "keyVaultToStoreSecrets: acme-east-120835831",
    "db.password=\ndb.url=jdbc:db",
    "max_tokens=4096, token_count: 81234567",
    "public_key_id: 3f9a72c1d0e84b6f",
    "sha256:9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    '"integrity": "sha512-8dLm3Jw0c1V9m2xg0pQKqkYB7u4n1cRzZ5tXy6WbAoHfEjTsUiPaQvGlMkNdCrBeFhJxYwVuTsRqPo=="',
    "commit c1f0a7e49b2d8865310fe7a2b94d06c8815fa3d7",
    "index 83db48f..bf269f4 100644",
    "etag: W/\"5e15153d-1a2b\"",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "the token is invalid",
    "password is required",
    "datadog_site: us5.datadoghq.example",
    "github_repository_url = https://github.example/acme/tools",
    "stripe_api_version: 2026-10-01.preview",
    "slack_channel_id: general-alerts",
    "def check_password(password: str) -> bool:",
    "const token = await getAccessToken(user);",
    "apiKey: process.env.API_KEY",
    "if (key == null) { return; }",
]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_secret_is_kept(text: str) -> None:
    assert hidden(text) == []


STAND_INS = ["xxxxxxxx", "${VAR}", "<token>", "%s", "{{ token }}", "****", "AKIAQZTRWLM2EXAMPLE"]  # fmt: skip


@pytest.mark.parametrize("value", STAND_INS)
def test_what_stands_in_place_of_a_value_is_told(value: str) -> None:
    assert stands_in(value)


@pytest.mark.parametrize("value", ["gr33n-Teapot9", "hunter2", "S3cr3t@99", "00000001a7f3"])
def test_a_chosen_value_stands_for_nothing_else(value: str) -> None:
    assert not stands_in(value)


def test_words_are_told_from_jumbled_letters() -> None:
    assert reads_as_words("NormalBrushGradient1")
    assert not reads_as_words("kD83jf8JDk3ldk83HDkal38d")
    assert is_jumbled("qXvTbnRwKzLd")
    assert not is_jumbled("userPassword")
    assert looks_random("kD83jf8JDk3ldk83HDkal38d", 16)
    assert not looks_random("qa2-east-1208358310", 8)
