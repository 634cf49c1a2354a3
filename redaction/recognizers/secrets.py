"""What opens a door: passwords, keys, tokens, cookies, connection strings.

Sources: RFC 7468 (PEM), RFC 7519 (JSON web tokens), RFC 7617 and RFC 6750
(authorization headers), RFC 6265 (cookies), RFC 3986 (user information in
links), RFC 9421 and the signed links of storage services. What an issuer made
recognisable is in `issued`, what only stands in place of a value in `values`.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers import issued
from redaction.recognizers.rules import LIKELY, SURE, Recognizer, Rule
from redaction.recognizers.values import entropy, is_jumbled, is_uuid, looks_random, reads_as_words, stands_in

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
    # A block with no encoded line in it shows how a block looks.
    check=lambda match, page: SURE if regex.search(r"[A-Za-z0-9+/=]{20}", match.group("hide")[27:]) else None,
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
        r"(?i)\b(?:proxy-)?authorization[\"']?[ \t]{0,2}[:=,][ \t]{0,2}[\"']?(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256|jwt|splunk)[ \t]+)?(?<hide>[^\s\"',;<>{}$]{6,}(?<![.…]))"
        r"|\b(?:bearer|basic)[ \t]+(?<hide>[A-Za-z0-9_.~+/-]{16,}={0,2})"
        r"|\b(?:x-[\w-]*(?:api-?key|token|secret|auth(?:-?key|-?token)?|session|credential)(?![a-z])[\w-]*|private-token|job-token|api-?key|ocp-apim-subscription-key|dd-api-key)[\"']?[ \t]{0,2}:[ \t]{0,2}[\"']?(?<hide>[^\s\"',;<>{}$]{6,})"
    ),
    needs=("authorization", "bearer", "basic", "x-", "-token", "api-key", "apikey", "subscription-key"),
    check=lambda match, page: (
        SURE
        if _is_value(match.group("hide"), 6)
        and (
            is_jumbled(match.group("hide"))
            or not regex.fullmatch(r"(?i)[a-z-]+|auth\w*|[a-z][\w-]*(?:\.[a-z][\w-]*)+", match.group("hide"))
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
        r"|\b(?:jsessionid|phpsessid|asp\.net_sessionid|aspsessionid\w*|connect\.sid|sessionid|session_id|sessid|sid|csrftoken|xsrf-token|_csrf|laravel_session|ory_kratos_session|connect_sid|"
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
# Bounded before and after the word: a line of nothing but such words would be tried from each to each.
_KEY: Final = (
    r"(?:[\w.-]{0,60}(?:pass(?:word|wd|phrase|code)|pwd|secret|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|private[_-]?key|secret[_-]?key|encryption[_-]?key|signing[_-]?key|"
    r"account[_-]?key|master[_-]?key|license[_-]?key|shared[_-]?key|token|cred(?:ential)?s?(?![a-z])|client[_-]?key|client[_-]?id(?=\W)|app[_-]?key|service[_-]?key|webhook[_-]?(?:url|key)|dsn|connection[_-]?string|"
    r"_auth|authkey|otp|mfa|pin[_-]?code|security[_-]?(?:answer|code)|recovery[_-]?code|backup[_-]?code|sig|signature|conn[_-]?str)[\w-]{0,60}+|\bpin|\bpw|\bpass|\bkey|\bauth)"
)
_ASSIGNED = Rule(
    id="secrets.assigned",
    entity="SECRET",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}])(?<key>" + _KEY + r")"
        # `=`, `:=`, `=>`, `||`, the closing of a tag, and a comma or bracket between two quoted words.
        r"(?:(?<mark>[\"'\])`]{0,2}[ \t]{0,3}(?:=>|[:?]{0,3}=(?!=)|:|\|\|:?|<-|(?<=</?[\w.:-]{0,60})>)[ \t]{0,12})|(?<mark>[\"'][ \t]{0,2},[ \t]{0,2}|\([ \t]{0,2})(?=[\"']))"
        r"(?:(?<quote>\\?[\"'`])(?<hide>(?:(?!\g<quote>)[^\n\\]|\\.){4,300})\g<quote>|(?<hide>[^\s\"'`,;&<>(){}\[\]]{4,300}))"
        r"|(?<=\s)--?(?<key>[\w-]*(?:password|passwd|pwd|token|secret|api-?key|access-?key))[ ](?<hide>[^\s\"'`,;&<>(){}\[\]]{4,300})"
    ),
    needs=(
        "pass",
        "pwd",
        "secret",
        "key",
        "token",
        "cred",
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
    # One of the marks, or an option.
    gate=r"[=:>]|\|\||<-|[\"'][ \t]{0,2},|\([ \t]{0,2}[\"']|\s-[\w-]",
)
# `<add key="ClearTextPassword" value="…" />`, `name: DB_PASSWORD` above `value: …`.
_PAIRED: Final = r"(?:name|key|id|variable)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?[\w.:-]*(?:pass(?:word|wd|phrase)|pwd|secret|api[_-]?key|token|access[_-]?key|credential)[\w.:-]*[\"']?,?\s{1,40}[\"']?(?:\w{1,20}_)?value[\"']?[ \t]{0,3}[:=][ \t]{0,3}"
_VALUE_OF = Rule(
    id="secrets.value-of",
    entity="SECRET",
    pattern=r"(?i)\b"
    + _PAIRED
    + r"(?:(?<quote>[\"'`])(?<hide>(?:(?!\g<quote>)[^\n]){4,300})\g<quote>|(?<hide>[^\s\"'`,;&<>(){}\[\]]{4,300}))",
    needs=("value",),
    check=lambda match, page: SURE if _is_value(match.group("hide"), 4) else None,
)
# What `kubectl get secret -o yaml` shows: every value below `data` is one, whatever its key.
_KUBERNETES = Rule(
    id="secrets.kubernetes",
    entity="SECRET",
    pattern=(
        r"(?m)^[ ]{0,8}(?:kind: Secret\n(?:(?!---)[^\n]*\n){0,30}?)[ ]{0,8}(?:data|stringData):[ ]*\n(?:[ ]{1,12}[\w.-]+:[ ]+[\"']?(?<hide>[^\s\"'|>][^\s\"']{3,})[\"']?[ ]*(?:\n|$))+"
        r"|^[ ]{0,8}(?:data|stringData):[ ]*\n(?:[ ]{1,12}[\w.-]+:[ ]+[\"']?(?<hide>[^\s\"'|>][^\s\"']{3,})[\"']?[ ]*\n)+(?=(?:(?!---)[^\n]*\n){0,30}?[ ]{0,8}kind: Secret\b)"
    ),
    needs=("kind: secret",),
    check=lambda match, page: SURE,
)
_CURL = Rule(
    id="secrets.curl-login",
    entity="SECRET",
    pattern=r"\bcurl\b[^\n]{0,400}?[ ](?:-u|--user)[ =]{0,2}[\"']?(?<hide>[^\s:\"'$<{]{1,64}:[^\s\"'$<{]{3,128})",
    needs=("curl",),
    check=lambda match, page: None if stands_in(match.group("hide").partition(":")[2]) else SURE,
)
_SAID = Rule(
    id="secrets.said",
    entity="SECRET",
    pattern=(
        r"(?i)\b(?:password|passwd|passwort|kennwort|passcode|passphrase|pass ?phrase|contraseña|clave|mot de passe|wachtwoord|senha|palavra-passe|password temporanea|lösenord|adgangskode|"
        r"salasana|hasło|heslo|jelszó|parolă|parola|pin(?: code)?|one[- ]time code|secret|api key|token|otp|mdp|clave de acceso|(?:wi-?fi|wlan|wpa2?|network|router)[ -](?:key|code|password|schlüssel))"
        r"(?:\s+(?:is|was|ist|war|lautet|es|era|est|é|era|är|er|on|to|jest|je)(?: (?:now|still|set to|just))?|\s(?:used to be|was set to|has been|will be)|\s?:|\s?=)[ \t]{1,2}[\"'“‘`]?(?<hide>[^\s\"'”’`<>]{4,64}?)(?=[\"'”’`]?(?:[.,;!?)]*(?:\s|$)))"
    ),
    needs=(
        "pass",
        "kennwort",
        "contraseña",
        "clave",
        "mdp",
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
    gate=r"[A-Za-z0-9+/]{40}",
    check=lambda match, page: (
        LIKELY
        if entropy(match.group("hide")) >= 4.2
        and not stands_in(match.group("hide"))
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


def _is_value(value: str, least: int) -> bool:
    """False for what stands in place of a value: stars, brackets, variables, type names."""
    return len(value) >= least and not stands_in(value)


_EXPRESSION: Final = regex.compile(
    r"(?i)(?:self|this|os|process|config|settings|env|environ|request|req|ctx|options|opts|args|params|props|state|data|user|session|new|await|async|return|get|var|vars|local|secrets|module|"
    r"std|System|string)\b[.\[(:>-].*|[a-z_]\w*(?:\.[a-z_]\w*)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z]+(?:_[A-Z0-9]+)+|[a-z]+(?:_[a-z]+)+|[\w$.]*\w\(.*|.*\)$|[/.~][\w./-]+|https?://[^?]*"
)


_STRONG: Final = regex.compile(r"pass(?:word|wd|phrase|code)|pwd|\bpin\b|\bpw\b|\bpass\b|otp|recovery|backup")
# Keys with a telling word in them that name something else: a file, a type, a count, an expiry.
_OTHER_KEY: Final = regex.compile(
    r"public|pub_?key|key_?(?:name|id|file|path|type|size|code|board|word|press|store|chain|frame|event|down|up|vault|note|stone|ring|ing|ed)|"
    r"(?:ids?|file|name|path|url|uri|type|count|length|field|label|hash|expir\w*|ttl|policy|version|enabled|required|audience|issuer|scope|endpoint|region|provider)$|"
    r"tokeni[sz]|max_?tokens|token_?(?:count|type|limit)"
)
_KEY_ID: Final = regex.compile(r"(?:client|secret|access|api)[_-]?key[_-]?id$")


def _assigned(match: regex.Match[str]) -> float | None:
    key, value, quoted = match.group("key").lower(), match.group("hide"), match.group("quote") is not None
    strong = _STRONG.search(key) is not None
    if not _is_value(value, 4) or regex.fullmatch(r"\W+", value):
        return None
    if _OTHER_KEY.search(key) and not _KEY_ID.search(key):
        return None
    if value.startswith(("http://", "https://")) and "dsn" not in key and "webhook" not in key:
        return None
    if (
        _EXPRESSION.fullmatch(value)
        and not (quoted and strong and any(c.isdigit() for c in value))
        and not is_jumbled(value)
    ):
        return None
    if strong:
        return SURE if any(not c.isalpha() for c in value) or quoted else LIKELY
    if key in ("key", "auth"):
        # A word on its own names entries of tables too, and their values are ids and words.
        return LIKELY if looks_random(value, 16) and not is_uuid(value) else None
    digits = sum(c.isdigit() for c in value)
    if len(value) < 8 or " " in value:
        return None
    if (
        digits
        and entropy(value) >= 2.8
        and not regex.fullmatch(r"[a-z]+(?:[-_.][a-z0-9]+)*|v?\d[\d.,]*", value)
        and not ("client" in key and reads_as_words(value))
    ):
        return SURE if len(value) >= 16 else LIKELY
    return (
        LIKELY
        if len(value) >= 20 and entropy(value) >= 3.7 and not regex.search(r"[a-z]{4,}[-_ .][a-z]{3,}", value)
        else None
    )


def _looks_chosen(value: str) -> bool:
    """A password in a sentence: something with a digit or a mark in it, not the next word of the sentence."""
    return (
        _is_value(value, 4)
        and bool(regex.search(r"\d|[!@#$%^&*+=~?]", value))
        and bool(regex.search(r"\p{L}|\d{4}", value))
        and not value.startswith(("http", "/"))
    )


RECOGNIZERS: Final[tuple[Recognizer, ...]] = (
    _PEM, _SSH_KEY, _JWT, *issued.RECOGNIZERS, _URL_LOGIN, _HEADER, _COOKIE, _ASSIGNED, _VALUE_OF, _KUBERNETES, _CURL,
    _SAID, _AWS_SECRET, _WEBHOOK, _CARD_CODE, _LICENCE_KEY, _MEETING,
)  # fmt: skip
