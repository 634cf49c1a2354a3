"""Where a person's machine is: IP and hardware addresses, host names, links with personal parts.

Sources: RFC 791, RFC 4291 and RFC 4007 (addresses and zones), RFC 5737 and
RFC 1918 (which are nobody's own), RFC 3986 (links).
"""

from __future__ import annotations

import ipaddress
from typing import Final

import regex

from redaction.recognizers.gazetteer import family_names
from redaction.recognizers.rules import LIKELY, NOTE, SURE, Page, Rule
from redaction.recognizers.words import ORDINARY, PRODUCTS

_VERSION_BEFORE: Final = regex.compile(
    r"(?i)(?:\b(?:v|ver|versions?|version[ ](?:number|is)|build|release|rel|rev|firmware|fw|driver|section|sect|chapter|§|manual|oid|"
    r"windows(?: nt)?|office|chrome|chromium|edge|firefox|safari|opera|php|java|jdk|jre|python|node|npm|ruby|perl|openssl|"
    r"sdk|api|kernel|update|upgrade[d]?(?: to| from)?|patch|package|library|mysql|mariadb|postgres\w*|oracle|"
    r"net|framework|clr|assembly|dll|product\w*|fileversion|assemblyversion|softwareversion)[ :=/_\"'(-]{1,4}v?|(?<!/)[/_-]v?)$"
)
# Also said before an address; only small figures make it a version.
_PERHAPS_VERSION: Final = regex.compile(r"(?i)\b(?:client|server|agent|app|plugin)[ :=/_\"'(-]{1,4}v?$")
# A space before the slash is Java showing an address without its name: "connect to /192.0.2.7".
_BROWSER: Final = regex.compile(r"\p{L}(?:[\w .]*\w)?/$")


def _ipv4(match: regex.Match[str], page: Page) -> float | None:
    try:
        address = ipaddress.IPv4Address(match.group("hide"))
    except ValueError:  # an octet above 255 or with a leading zero: a version or an id
        return None
    start, end = match.span("hide")
    before, after = page.line_of(start, end)
    address_word = regex.search(
        r"(?i)\b(?:ip|ipv4|addr(?:ess)?|from|to|peer|remote|dns|gateway|subnet|server at|forwarded-for)\b[^\w]{0,4}$",
        before,
    )
    if _BROWSER.search(before) and not before.endswith("//"):
        return None
    if _VERSION_BEFORE.search(before) and not (address_word and not regex.search(r"(?i)\bversion", before)):
        return None
    if regex.match(r"[-_+]\p{L}|[-+]\d+\.\d|[a-z]", after):
        return None
    if address.is_unspecified or address.is_loopback or address == ipaddress.IPv4Address("255.255.255.255"):
        return None
    if address.is_multicast or match.group("hide").startswith("255."):
        return None
    octets = [int(part) for part in match.group("hide").split(".")]
    if max(octets) < 40 and _PERHAPS_VERSION.search(before):
        return None
    if all(part < 20 for part in octets) and not address_word:
        return NOTE  # 4.2.1.3 is a section, a version, or somebody at 4.2.1.3
    return SURE


_IPV4 = Rule(
    id="network.ipv4",
    entity="IP_ADDRESS",
    pattern=r"(?<![\p{L}\p{N}_.])(?<!\d[-])(?<hide>\d{1,3}(?:\.\d{1,3}){3})(?![\p{L}\p{N}_]|\.\d)|(?<=(?i:\bip))-?(?<hide>\d{1,3}(?:[.-]\d{1,3}){3})\b",
    check=_ipv4,
)


def _ipv6(match: regex.Match[str], page: Page) -> float | None:
    text = match.group("hide")
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    if address.is_unspecified or address.is_loopback:
        return None
    if "::" in text and len(text.replace(":", "")) < 4:  # `a::b` is C++ more often than an address
        return None
    if "::" in text and not any(char.isdigit() for char in text):
        return None
    return SURE


_IPV6 = Rule(
    id="network.ipv6",
    entity="IP_ADDRESS",
    pattern=(
        r"(?<![\p{L}\p{N}:.])(?<!\d{4}-\d\d-)(?<hide>(?:[0-9A-Fa-f]{1,4}:){1,7}(?::|[0-9A-Fa-f]{1,4}|(?::[0-9A-Fa-f]{1,4}){1,6}|:?\d{1,3}(?:\.\d{1,3}){3})"
        r"|::(?:[0-9A-Fa-f]{1,4}:){0,6}(?:[0-9A-Fa-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3}))(?:%[\w.-]{1,15})?(?![\p{L}\p{N}:]|\.\d)"
    ),
    needs=(":",),
    check=_ipv6,
)
_MAC = Rule(
    id="network.mac",
    entity="MAC_ADDRESS",
    pattern=(
        r"(?<![\p{L}\p{N}:.-])(?<hide>(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\g<2>){4}[0-9A-Fa-f]{2}"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\p{L}\p{N}:-]|\.\w)"
    ),
    check=lambda match, page: None if regex.fullmatch(r"(?:0|f|F|\W)+|[\d.]+", match.group("hide")) else SURE,
)
_HOST = Rule(
    id="network.personal-host",
    entity="HOST",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}_.@/\\-])(?<hide>(?!(?:my|the|your|our|this|old|new|test|work|home|office|meeting|conference|gaming|build|dev|ci|qa)s?-)"
        r"\p{L}[\p{L}\p{N}]{1,20}(?:s)?-(?:mac(?:book)?(?:-?pro|-?air|-?mini)?|mbp|mba|imac|laptop|notebook|iphone|ipad|pc|desktop|thinkpad|surface|ws|workstation|lt|nb)"
        r"[\p{L}\p{N}-]{0,12}(?:\.(?:local|lan|home|corp|internal)(?:\.[\w.-]+)?)?)(?![\p{L}\p{N}_/-])"
    ),
    score=LIKELY,
    needs=(
        "-mac",
        "-mbp",
        "-mba",
        "-imac",
        "-laptop",
        "-notebook",
        "-iphone",
        "-ipad",
        "-pc",
        "-desktop",
        "-thinkpad",
        "-surface",
        "-ws",
        "-workstation",
        "-lt",
        "-nb",
    ),
)
_WINDOWS_HOST = Rule(
    id="network.windows-host",
    entity="HOST",
    pattern=r"\b(?<hide>(?:DESKTOP|LAPTOP|WIN)-(?=[A-Z0-9]*\d)[A-Z0-9]{6,11})\b",
    score=LIKELY,
    needs=("desktop-", "laptop-", "win-"),
)
# What a company calls its laptops: two letters for the kind and the name of whom it is for.
_NAMED_HOST = Rule(
    id="network.named-host",
    entity="HOST",
    pattern=(
        r"(?<![\p{L}\p{N}_.@/\\-])(?<hide>(?<kind>LT|NB|PC|WS|MB|MBP|LAP|LAPTOP|NOTEBOOK|DESKTOP|TABLET|MAC|IPAD|IPHONE|SURFACE)-(?:[A-Z]{1,2}[-.]?)??(?<name>[A-Z]{3,20})-?\d{0,3})(?![\p{L}\p{N}_/-])"
    ),
    score=LIKELY,
    needs=(
        "lt-",
        "nb-",
        "pc-",
        "ws-",
        "mb-",
        "mbp-",
        "lap-",
        "laptop-",
        "notebook-",
        "desktop-",
        "tablet-",
        "mac-",
        "ipad-",
        "iphone-",
        "surface-",
    ),
    check=lambda match, page: _named_host(match, page),
)
_MACHINE_WORD: Final = regex.compile(
    r"(?i)\b(?:machine|host|hostname|computer|laptop|workstation|device|received: from|rechner|gerät|ordinateur|poste|machine|equipo|ordenador|portátil|macchina|dator|datorn|maskin|pc|koneen|"
    r"komputer|počítač|počítača|számítógép|calculatorul|računalo|računalnik|arvuti|dators|kompiuteris|υπολογιστής|компютър)\b(?!-)[^\n]{0,24}$"
)


def _named_host(match: regex.Match[str], page: Page) -> float | None:
    """A family name after the kind of machine, or any name after `LT` or beside a word for a machine."""
    name = match.group("name").lower()
    if name in ORDINARY or name in PRODUCTS:
        return None
    around = page.text[max(0, match.start() - 40) : match.start()].replace("\n", " ")
    told = match.group("kind") in ("LT", "NB") and len(name) > 3
    return LIKELY if told or name in family_names() or _MACHINE_WORD.search(around) else None


_PROFILE = Rule(
    id="network.profile-link",
    entity="USERNAME",
    pattern=(
        r"(?i)\b(?:twitter\.com|x\.com|instagram\.com|facebook\.com|fb\.com|t\.me|medium\.com/@|tiktok\.com/@|youtube\.com/@|linkedin\.com/in|"
        r"xing\.com/profile|keybase\.io|mastodon\.\w+/@|reddit\.com/u(?:ser)?|stackoverflow\.com/users/\d+|"
        r"[\w.-]*\.\w{2,10}/(?:users?|people|profiles?|members?|~))"
        r"(?:(?<=@|~)|/)@?(?<hide>(?!(?:self|me|share|intent|home|search|login|hashtag|groups?|pages?|watch|events?|sign_in|current|all|new|list|count|\d+)\b)[\p{L}][\p{L}\p{N}_.-]{1,48}[\p{L}\p{N}])(?=[/?#\s)\]>\"',;]|\.?$|\.\s)"
    ),
    score=LIKELY,
    needs=("/",),
)
_AVATAR = Rule(
    id="network.avatar",
    entity="URL",
    pattern=r"(?i)(?<hide>(?:https?:)?//(?:[\w-]+\.)?gravatar\.com/avatar/[0-9a-f]{16,64}[^\s\"'<>)]*)|(?<=[?&]ownerId=)(?<hide>[^&\s\"'<>]+)",
    needs=("gravatar.com", "ownerid="),
)
# A name in a link's path: three or more words where given and family names are told by their place is a
# job for the dictionary; here only parameters whose key says that a person stands in them.
_QUERY = Rule(
    id="network.query-person",
    entity="URL",
    pattern=(
        r"(?i)[?&;](?:e-?mail|mail|user(?:_?name)?|login|account|name|first_?name|last_?name|full_?name|phone|tel|mobile|customer|recipient|owner|"
        r"assignee|reporter|author|dob|birth\w*|ssn|address|street|uid)=(?<hide>[^&\s\"'<>#;]{2,})"
    ),
    needs=("?", "&"),
    check=lambda match, page: (
        None
        if regex.fullmatch(
            r"(?i)true|false|null|none|\d{1,4}|asc|desc|\W+|\{\w+\}|<\w+>|me|self|all", match.group("hide")
        )
        else LIKELY
    ),
)
_COORDINATES = Rule(
    id="network.coordinates",
    entity="COORDINATES",
    pattern=(
        r"(?<![\p{L}\p{N}.,-])(?<hide>-?(?:[0-8]?\d|90)\.\d{4,15}[°]?\s?[NS]?\s?[,;/ ]\s?-?(?:1[0-7]\d|\d{1,2}|180)\.\d{4,15}[°]?\s?[EWO]?)(?![\p{N}.]|,\s?-?\d)",
        r"(?<=@)(?<hide>-?\d{1,2}\.\d{4,15},-?\d{1,3}\.\d{4,15})",
        r"(?i:\b(?:lat|latitude|lon|lng|longitude)\"?\s?[:=]\s?\"?)(?<hide>-?\d{1,3}\.\d{3,15})",
        r"(?<hide>\d{1,2}°\s?\d{1,2}[′']\s?[\d.]+[″\"]?\s?[NS][,;]?\s+\d{1,3}°\s?\d{1,2}[′']\s?[\d.]+[″\"]?\s?[EWO])",
    ),
    needs=(".", "°"),
)

RECOGNIZERS = (_IPV4, _IPV6, _MAC, _HOST, _WINDOWS_HOST, _NAMED_HOST, _PROFILE, _AVATAR, _QUERY, _COORDINATES)
