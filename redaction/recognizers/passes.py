"""What lets somebody in once: codes that a sentence names, and links that carry their own key.

Sources: RFC 6238 and RFC 4226 (codes of six to eight figures), RFC 6749
section 4.1 (`code`, `state`), and how mails for a new password, invitations
and webhooks are built.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.rules import LIKELY, SURE, Page, Rule
from redaction.recognizers.spoken import is_chosen
from redaction.recognizers.values import is_uuid, looks_random, stands_in

_CODE_WORD: Final = (
    r"(?:otp|totp|2fa|mfa|tan|(?<=\b(?:your|dein|ihr|votre|ton|tu|su|uw|je|twój|din) )code|one[- ]time (?:code|password|pin)|(?:verification|security|confirmation|authentication|login|sign-?in|sms|backup|recovery) (?:code|pin)|"
    r"(?:bestätigungs|sicherheits|anmelde|einmal)code|einmalkennwort|code (?:de (?:vérification|sécurité|confirmation)|à usage unique)|código de (?:verificación|seguridad|verificação|segurança)|"
    r"codice (?:di verifica|di sicurezza|otp)|verificatiecode|beveiligingscode|verifieringskod|engangskode|kod (?:weryfikacyjny|sms)|ověřovací kód|overovací kód|ellenőrző kód|kod de verificare)"
)
_ONE_TIME = Rule(
    id="passes.one-time-code",
    entity="SECRET",
    pattern=rf"(?i)(?<![\p{{L}}\p{{N}}_-]){_CODE_WORD}(?:[ ]code)?(?:[ ]?[:=#][ ]?|[ ](?:(?:is|was|ist|war|lautet|es|era|est|était|è|jest|je|är|er)[ ])?)[\"'“]?(?<hide>\d{{3}}[ -]?\d{{3,5}}|\d{{4,8}})(?![\p{{L}}\p{{N}}.])",
    score=LIKELY,
    needs=(
        "otp",
        "2fa",
        "mfa",
        "tan",
        "code",
        "pin",
        "kennwort",
        "password",
        "código",
        "codice",
        "kod",
        "kód",
    ),
)
_UNLOCKS = Rule(
    id="passes.unlock-code",
    entity="SECRET",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}_-])(?:unlock|activation|registration|redeem|voucher|gift|licen[cs]e|product|recovery|backup|access|door|alarm)[ ](?:code|key)(?:[ ]?[:=#][ ]?|[ ](?:is[ ]|was[ ])?)"
        r"[\"'“]?(?<hide>(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z-])(?-i:[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8}){1,6}))(?![\p{L}\p{N}-])"
        r"|(?i:licen[cs]e|lizenz|licencia|licenza)(?i:[ ]?(?:key|code|number|no\.?|schlüssel))?[ ]?[:=#][ ]?[\"'“]?(?<hide>(?=[A-Z0-9-]*\d)[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,7})(?![\p{L}\p{N}-])"
    ),
    score=LIKELY,
    needs=(" code", " key", "licen", "lizenz"),
)
# A word in the link says what it is for; what is random in it is the key.
_DOOR: Final = (
    r"(?:reset|verify|verification|confirm(?:ation)?|activate|activation|invite|invitation|join|magic|login|signin|sign-in|auth|oauth|sso|unsubscribe|unlock|share|download|callback|"
    r"passwor[dt]|hooks?|webhooks?|services|incoming)"
)
_LINK_KEY = Rule(
    id="passes.link-key",
    entity="SECRET",
    pattern=(
        rf"(?i)://[^\s\"'<>]{{1,200}}?(?<![\p{{L}}\p{{N}}]){_DOOR}(?![\p{{L}}\p{{N}}])[^\s\"'<>]{{0,200}}?"
        r"(?:(?<=[?&;][\w-]{1,20}=)(?<hide>[\w.~%+-]{12,})|(?<=/)(?<hide>[\w-]{16,}))(?=[&#\s\"'<>)\]]|$)"
    ),
    score=LIKELY,
    needs=("://",),
    check=lambda match, page: _key(match, page),
)


def _key(match: regex.Match[str], page: Page) -> float | None:
    value = match.group("hide")
    return LIKELY if looks_random(value, 12) and not is_uuid(value) and not stands_in(value) else None


# A password as a program takes it: glued to its letter, or as the word behind it.
_COMMAND = Rule(
    id="passes.command-password",
    entity="SECRET",
    pattern=(
        r"\b(?:mysql\w*|mariadb\w*|7z|7za)\b[^\n|;]{0,200}?[ ]-p(?<quote>[\"']?)(?<hide>[^\s\"'$<{-][^\s\"'|;]{3,64})\g<quote>(?=\s|$)"
        r"|\b(?:sshpass[ ]-p|zip[ ]-P|unzip[ ]-P|openssl\b[^\n|;]{0,120}?[ ]-pass(?:in|out)?[ ]pass:)[ ]?(?<quote>[\"']?)(?<hide>[^\s\"'$<{][^\s\"'|;]{3,64})\g<quote>(?=\s|$)"
        r"|\bsmbclient\b[^\n|;]{0,200}?[ ](?:-U|--user)[ =](?<quote>[\"']?)[\w.\\/-]{1,60}%(?<hide>[^\s\"'|;]{4,64})\g<quote>(?=\s|$)"
    ),
    needs=("mysql", "mariadb", "7z", "sshpass", "zip", "openssl", "smbclient"),
    check=lambda match, page: None if stands_in(match.group("hide")) else SURE,
)
# As databases and directories are told it, and what they keep of it.
_STATEMENT = Rule(
    id="passes.statement",
    entity="SECRET",
    pattern=(
        r"(?i)\bidentified\s+by\s+(?:password\s+)?(?<quote>[\"'])(?<hide>[^\"'\n]{3,100})\g<quote>"
        r"|(?-i:\"AUTH\")\s+(?:\"[^\"\n]{1,60}\"\s+)?\"(?<hide>[^\"\n]{4,100})\""
        r"|\{(?:s?sha\d{0,3}|ssha\d{0,3}|s?md5|crypt|pbkdf2[\w-]*|argon2)\}(?<hide>[A-Za-z0-9+/=.$,]{16,200})"
    ),
    needs=("identified", '"auth"', "{"),
    check=lambda match, page: None if stands_in(match.group("hide")) else SURE,
)
# `user/pass: NAME / WORD`, "login with NAME:WORD".
_PAIR = Rule(
    id="passes.pair",
    entity="SECRET",
    pattern=(
        r"(?i)\b(?:user(?:name)?|login|id|benutzer(?:name)?|usuario|utilisateur|identifiant)[ ]?(?:/|and|&|und|\+|y|et)[ ]?(?:pass(?:word|wort)?|pw|pwd|kennwort|contraseña|mot de passe)[ ]?[:=][ ]?[^\s/,|;]{2,60}[ ]?[/,|;][ ]?(?<hide>[^\s,;|]{4,64})"
        r"|\b(?:log(?:ged)?[ ]?(?:in|on)|sign(?:ed)?[ ]in|credentials?|creds|zugangsdaten|anmelden|accesso|acceso)(?:[ ](?:with|using|as|are|were|mit|con))?:?[ ][\"'`“]?[\w.@-]{2,60}:(?<hide>[^\s\"'`”,;|/]{4,64})"
    ),
    needs=("pass", "pw", "kennwort", "contraseña", "log", "sign", "cred", "zugang", "anmelden", "acces"),
    check=lambda match, page: LIKELY if is_chosen(match.group("hide").rstrip(".)")) else None,
)
_DOOR_CODE = Rule(
    id="passes.door-code",
    entity="SECRET",
    pattern=r"(?i)\b(?:door|gate|alarm|safe|entry|building|garage|lock(?:er|box)?|key ?box|türcode|digicode)(?:[ ](?:code|pin|combination))?(?<=code|pin|combination)(?:[ ]?[:=][ ]?|[ ](?:is[ ]|was[ ]|ist[ ]|est[ ])?)[#*]?(?<hide>\d{4,8})(?=[#*]?(?:[\s,;.)]|$))",
    score=LIKELY,
    needs=("code", "pin", "combination"),
)

RECOGNIZERS: Final = (_ONE_TIME, _UNLOCKS, _COMMAND, _STATEMENT, _PAIR, _DOOR_CODE, _LINK_KEY)
