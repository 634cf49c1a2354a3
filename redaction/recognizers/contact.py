"""How to reach a person: e-mail, phone, handles. Street addresses are in `places`.

Sources: RFC 5322 (what an address may hold), RFC 2606 (reserved names),
libphonenumber's metadata by way of `phonenumbers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import phonenumbers
import regex

from redaction.recognizers.rules import LIKELY, NOTE, SURE, Page, Rule, matches, search
from redaction.spans import Finding, Span

# The Territories, the countries with the largest share of English tickets first:
# a number that is valid in several is typed by the first.
REGIONS: Final = (
    "US", "GB", "AU", "NZ", "MX", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "PT", "IE", "PL", "SE", "DK", "FI",
    "CZ", "SK", "HU", "RO", "BG", "GR", "HR", "SI", "EE", "LV", "LT", "LU", "MT", "CY", "CH", "NO", "IN", "IL",
)  # fmt: skip

_FILES: Final = frozenset(
    "png jpg jpeg gif svg webp ico css js mjs ts tsx jsx map json xml yml yaml toml txt log md html htm py rb rs go java "
    "class jar war dll exe so dylib zip gz tar bz2 xz pdf docx xlsx csv conf cfg ini sh bat ps1 service socket timer mount "
    "target slice scope local bundle min vue wasm hbc".split()
)
_NOBODY: Final = regex.compile(
    r"(?i)^(?:no-?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster|git|hg|svn)$"
)


def _email(match: regex.Match[str], page: Page) -> float | None:
    local, _, domain = match.group("hide").rpartition("@")
    if domain.rpartition(".")[2].lower() in _FILES - {"local"}:
        return None
    before, after = page.line_of(*match.span("hide"))
    if regex.match(r":\d+:\d+", after):
        return None  # a frame of a JavaScript trace: function@file:line:column
    if regex.search(r"\p{L}://[^\s/?#]*$", before):
        return None  # login and host of a link; `secrets` hides the login alone
    return NOTE if _NOBODY.match(local) else SURE


_EMAIL = Rule(
    id="contact.email",
    entity="EMAIL_ADDRESS",
    pattern=(
        r"(?<hide>[\p{L}\p{N}_](?:[\p{L}\p{N}_.+\-'’!#$*^~%]{0,63}[\p{L}\p{N}_+\-~])?"
        r"@(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})?\.)+(?:xn--[a-z0-9-]{2,59}|\p{L}{2,24}))(?![\p{L}\p{N}])"
    ),
    needs=("@",),
    check=_email,
)
_EMAIL_SPOKEN = Rule(
    id="contact.email-spoken",
    entity="EMAIL_ADDRESS",
    pattern=(
        r"(?i)\b(?<hide>[\p{L}\p{N}_][\p{L}\p{N}_.+\-]{0,63}(?:\s(?:dot|punkt|punto|point|ponto)\s[\p{L}\p{N}_-]{1,40}){0,3}(?:"
        r"\s?[\[({<]\s?(?:at|@|arroba|ät|chez|chiocciola|małpa)\s?[\])}>]\s?[\p{L}\p{N}-]+"
        r"(?:\s?(?:[\[({<]\s?(?:dot|punkt|punto|point|ponto|\.)\s?[\])}>]|\.|\s(?:dot|punkt|punto|point|ponto)\s)\s?[\p{L}\p{N}-]+)+"
        r"|\s(?:at|arroba|chiocciola)\s[\p{L}\p{N}-]+(?:\s(?:dot|punkt|punto|point|ponto)\s[\p{L}\p{N}-]+){0,3}\s(?:dot|punkt|punto|point|ponto)\s(?:com|org|net|edu|gov|info|biz|io|dev|app|co|example|eu|us|uk|de|fr|es|it|nl|be|at|ch|pt|ie|pl|se|dk|fi|no|cz|sk|hu|ro|bg|gr|hr|si|ee|lv|lt|lu|mt|cy|au|nz|ca|mx|br|in)"
        r"|\s?@\s?[\p{L}\p{N}-]+(?:\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?[\p{L}\p{N}-]+)+"
        r"))\b"
    ),
    needs=("at", "@", "arroba", "chez", "chiocciola", "małpa"),
    gate=r"[\[({<]\s?(?i:at|@|arroba|ät|chez|chiocciola|małpa|dot|punkt|punto|point|ponto|\.)\s?[\])}>]|\s(?i:dot|punkt|punto|point|ponto)\s",
)


@dataclass(frozen=True, slots=True)
class Phones:
    """Telephone numbers of the Territories, in national or international form."""

    id: str = "contact.phone"

    def find(self, page: Page) -> Iterator[Finding]:
        if search(_DIGITS, page, 0) is None:
            return  # the pattern of all that may stand around a number takes ten times as long
        for match in matches(_CALLABLE, page):
            start, end = match.span("hide")
            score = _phone_score(match.group("hide"), page, start, end)
            if score is not None:
                yield Finding(Span(start, end), "PHONE_NUMBER", score, self.id)


# Digits with the punctuation people put between them. Not glued to something
# that goes on as an id; glued to a word ("tel604-555-0100") it is a number.
_CALLABLE: Final = regex.compile(
    r"(?:(?<![\p{N}.,:/\\_=@#$%€£~^+(-])(?<![\p{L}\p{N}_]-)(?<!\b[a-zA-Z0-9]{0,6}[a-zA-Z]\d?)|(?<=(?i:tel|phone|ph|fax|mob|cell|call|fono|numara|handy|gsm)[.:=]?)"
    r"|(?<=[:=,/(]\s?[\"']?))"
    r"(?<hide>(?:\+|00[ ]?)?\(?\d[\d \t().\u2010-\u2015/-]{4,22}\d(?:[ ]?(?:x|ext\.?|extension|poste|durchwahl|int\.?)[ :]?[ ]?\d{1,6})?)"
    r"(?![\p{N}]|\p{L}(?!\p{Ll}{2})|[-:_=/.@](?!(?i:office|fax|mobile|home|work|cell|direct|main|tel|phone)\b)[\p{L}\p{N}])"
)
_DIGITS: Final = regex.compile(r"\d[\d \t().\u2010-\u2015/-]{4,22}\d")
_PHONE_WORDS: Final = regex.compile(
    r"(?i)(?:\b|\d)(?:tel[eé]?f?(?:ono?|one|oon|on|efon)?s?|phone|ph|mobile|mobil|mob|cell(?:ulare?)?|fax|call(?:ed|ing|back|s)?|ring|rings|"
    r"sms|text|whatsapp|viber|signal|dial|hotline|handy|ruf(?:nummer)?|portable|m[óo]vil|celular|gsm|telem[óo]vel|puhelin|telefoonnummer|"
    r"kom[óo]rka|reach(?:ed)?|answer(?:s|ing)?|contact|number is|nummer|n[uú]mero|numer)\b[^\n]{0,28}$"
)
_NOT_PHONE: Final = regex.compile(
    r"(?i)(?:\b(?:version|ver|build|release|order|invoice|ticket|case|bug|issue|article|form|part|sku|isbn|issn|doi|rfc|page|pages|line|lines|"
    r"port|pid|error|code|rev|revision|id|uuid|guid|ref|reference|tracking|account|acct|amount|total|size|bytes?|offset|hash|commit|"
    r"timestamp|ts|date|time|between|from|range|serial|model|kb|no|nr|num|imei|iban|ssn|card|visa|amex|rows|count|section|oid|"
    r"chapter|col|column|row|step|lat|lon|lng|latitude|longitude|numbers?)\.?[ ]?[#:=(\"']{0,3}[ ]?$)|[#§$€£¥][ ]?$"
)
# Hours and minutes, or the request of an access log: what follows are seconds, a status and a size.
_CLOCK_BEFORE: Final = regex.compile(r"\d:\d\d:$|\bHTTP/\d(?:\.\d)?[\"']?[ ]$")
_DATE: Final = regex.compile(
    r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2})(?:[ T].*)?|(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}"
)
_EXTENSION: Final = regex.compile(r"(?i)[ ]?(?:x|ext|poste|durchwahl|int)")
_DOTTED: Final = regex.compile(r"\d{1,3}(?:\.\d{1,3}){3}")  # an IP address or a version
_AMOUNT: Final = regex.compile(
    r"\d[.,]\d{4,}$|^\d{1,3}(?:[ .]\d{3})+$"
)  # a decimal fraction, grouped thousands
_FIGURES: Final = regex.compile(r"\d+")


def _phone_score(said: str, page: Page, start: int, end: int) -> float | None:
    digits = [char for char in said if char.isdigit()]
    plain = _EXTENSION.split(said)[0]
    if not 7 <= len(digits) <= 19 or _DATE.fullmatch(plain.strip()):
        return None
    before, _ = page.line_of(start, end)
    if _CLOCK_BEFORE.search(before):
        return None
    asked = bool(_PHONE_WORDS.search(before))
    if not asked and _NOT_PHONE.search(before):
        return None
    if _DOTTED.fullmatch(plain) or (_AMOUNT.search(plain) and not plain.startswith(("+", "0")) and not asked):
        return None
    international = plain.startswith(("+", "00"))
    groups = len(_FIGURES.findall(plain))
    if groups > 7:
        return None  # figures in a row
    grouped = groups > 1
    valid = _valid(plain, international=international)
    if international:
        return SURE if valid else (LIKELY if asked or plain.startswith("+") else None)
    if asked:
        return SURE if valid else LIKELY
    if valid and grouped:
        return 0.6 if _well_grouped(plain) else NOTE + 0.1
    return NOTE if valid and plain.startswith("0") else None


def _valid(said: str, *, international: bool) -> bool:
    """True when some Territory has such a number."""
    text = "+" + said[2:] if said.startswith("00") else said
    for region in (None,) if international else REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number) and (
            phonenumbers.is_valid_number(number) or _is_kept_for_fiction(number)
        ):
            return True
    return False


def _is_kept_for_fiction(number: phonenumbers.PhoneNumber) -> bool:
    """555-01xx in North America: reserved for examples, and somebody's example is somebody's habit."""
    return (
        number.country_code == 1
        and regex.fullmatch(r"\d{3}555\d{4}", str(number.national_number)) is not None
    )


def _well_grouped(said: str) -> bool:
    """Groups as people write phone numbers: a bracketed or leading-zero area code, or 3-3-4 and the like."""
    groups = tuple(len(group) for group in regex.findall(r"\d+", said))
    if said.startswith(("(", "0")):
        return len(groups) <= 6
    return groups in {
        (3, 3, 4),
        (1, 3, 3, 4),
        (3, 4),
        (2, 4, 4),
        (3, 2, 2, 2),
        (3, 3, 3),
        (2, 2, 2, 2, 2),
        (2, 2, 2, 2),
        (2, 3, 4),
        (4, 3, 3),
    }


# Names that stand after an @ in code: annotations, decorators, doc tags, style sheets.
_CODE_WORDS: Final = frozenset(
    "override test param return returns throws see since author version deprecated inheritdoc link code suppresswarnings autowired bean "
    "component controller service repository entity table column id inject module injectable input output property staticmethod "
    "classmethod media import font-face keyframes charset supports include extend mixin if else each for while function example todo "
    "var type types typedef template private public protected internal api since license package subpackage category copyright file "
    "nullable notnull nonnull before after beforeeach aftereach beforeall afterall parameterizedtest valuesource requestmapping "
    "getmapping postmapping restcontroller configuration springbootapplication transactional value qualifier pytest app router login_required "
    "interface implementation synthesize end selector objc functionalinterface safevarargs documented retention here channel everyone all "
    "latest next main master beta alpha dev stable eventhandler listener dataclass wraps cached task shared_task mock patch owned escaping guaranteed callee_guaranteed in_guaranteed unowned autoreleased convention available published state binding environment objcmembers error inlinable usablefrominline sendable mainactor autoclosure noescape nsmanaged ibaction iboutlet thin thick inout out in_constant callee_owned".split()
)


def _handle(match: regex.Match[str], page: Page) -> float | None:
    name = match.group("hide")
    if name.rstrip(".").lower() in _CODE_WORDS:
        return None
    before, after = page.line_of(match.start(), match.end())
    if after.startswith(("(", "/", "{", "@")) or before.endswith(("`", "$", "\\")):
        return None  # an annotation with arguments, a package scope
    if not before.strip() and regex.match(r"[A-Z][a-z]+[A-Z]\w*$", name) and not after.strip():
        return None  # alone on its line in camel case: an annotation
    return 0.75


_HANDLE = Rule(
    id="contact.handle",
    entity="USERNAME",
    pattern=r"(?<![\p{L}\p{N}_@.+\-/=&?`'\"\ufffc])@(?<hide>[A-Za-z0-9_](?:[\w.-]{0,38}\w)?)(?![\w@])|(?<=/)@(?<hide>[A-Za-z_][\w.]{1,38}\w)\b",
    needs=("@",),
    check=_handle,
)
_MENTION = Rule(
    id="contact.mention",
    entity="USERNAME",
    pattern=r"\[~(?:accountid:)?(?<hide>[^\]\s]{2,128})\]|\[quote=[\"']?(?<hide>[^\]|\"';]{2,64})|\[@(?<hide>[^\]\n='\"(){}<>?;]{2,64})\]",
    needs=("[~", "[quote=", "[@"),
)
_MESSENGER = Rule(
    id="contact.messenger",
    entity="USERNAME",
    pattern=(
        r"(?i)\b(?:skype|telegram|discord|icq|signal|wechat|snapchat|instagram|insta|twitter|github|gitlab|matrix|irc|slack|teams|linkedin)"
        r"(?:[ ](?:handle|id|name|user|username|nick|is|account))?(?:[ ]?[:=]\s?|\s(?=live:)|\s(?=@))@?(?<hide>(?:live:)?[\p{L}\p{N}_][\p{L}\p{N}_.#-]{1,40}[\p{L}\p{N}_])"
    ),
    score=LIKELY,
    needs=(
        "skype",
        "telegram",
        "discord",
        "icq",
        "signal",
        "wechat",
        "snapchat",
        "insta",
        "twitter",
        "git",
        "matrix",
        "irc",
        "slack",
        "teams",
        "linkedin",
    ),
    # Thirty hex digits are an application's id, not what somebody is called.
    check=lambda match, page: (
        None
        if match.group("hide").lower().startswith(("http", "www"))
        or regex.fullmatch(r"[0-9a-fA-F]{24,}", match.group("hide"))
        else LIKELY
    ),
)

RECOGNIZERS = (_EMAIL, _EMAIL_SPOKEN, Phones(), _HANDLE, _MENTION, _MESSENGER)
