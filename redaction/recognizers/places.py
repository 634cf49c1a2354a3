"""Street addresses, on one line or several.

Sources: the address layouts of the Universal Postal Union's country guides
(street types, number before or after, postal codes), written down by hand.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.gazetteer import countries
from redaction.recognizers.rules import LIKELY, Page, Rule
from redaction.recognizers.words import ORDINARY, PRODUCTS
from redaction.spans import Span

_TAIL: Final = regex.compile(
    r"(?i)\b(?:minutes?|seconds?|hours?|days?|weeks?|times?|errors?|users?|files?|items?|lines?|bytes|mb|gb|kb|ms|px)\b"
)
_WORD: Final = r"[\p{L}\p{M}'’.\-]+"
_CAPWORD: Final = r"(?:\p{Lu}[\p{L}\p{M}'’.\-]*|\d{1,3}(?:st|nd|rd|th)|[A-Z]\b)"
_TYPE_EN: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Tce|Ter|Trail|Trl|Parkway|Pkwy|Highway|Hwy|Way|Circle|Cir|Crescent|Cres|Close|Cl|Grove|Gr|Gardens|Gdns|"
    r"Mews|Row|Walk|Hill|Rise|View|Park|Alley|Aly|Loop|Plaza|Plz|Turnpike|Tpke|Pike|Path|Pass|Run|Crossing|Xing|Esplanade|Parade|Pde|Quay|Wharf|Heights|Hts|Hollow|Ridge|Point|Pt|Route|Rte|Expressway|Expy|Causeway|Green|Meadows?|Mount|Vale|Broadway|Freeway|Bypass|Chase|Cove|Creek|Bend|Fork|Glen|Landing|Manor|Orchard|Springs?|Station|Valley|Village|Woods?|Common|Croft|Drove|Embankment|Fields?|Gate|Link|Nook|Passage|Promenade|Spur|Track|Triangle|Yard)"
)
_UNIT: Final = r"(?:(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Level|Lvl|Bldg|Building|Office|Lot|Shop|Villa|Dept|Box|#)\.?[ ]?#?[ ]?[A-Z]?\d{0,5}[A-Z]?)"
_STREET_EN = Rule(
    id="places.street",
    entity="ADDRESS",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}.,/#-])(?<hide>(?:{_UNIT}[,/]?[ ]+)?\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,5}}[A-Za-z]?)?,?[ ]+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?[ ]+)?(?:{_CAPWORD}[ ]+){{1,4}}{_TYPE_EN}\b\.?"
        rf"(?:[ ]+(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?(?:[ ]?\d{{1,4}}\b(?!\d))?(?:,?[ ]+{_UNIT})?)"
    ),
    check=lambda match, page: _street(match, page),
)
_BOX = Rule(
    id="places.post-box",
    entity="ADDRESS",
    pattern=r"(?i)\b(?<hide>(?:p\.?\s?o\.?\s?box|post office box|postfach|apartado de correos|apdo\.?(?: de correos)?|casella postale|postbus|b\.?p\.?|caixa postal|gpo box|locked bag|private bag)\s\d{1,6}|(?:psc|unit|cmr)\s\d{1,6},? box \d{1,6})\b",
    needs=(
        "box",
        "postfach",
        "apartado",
        "apdo",
        "casella",
        "postbus",
        "bp",
        "b.p",
        "caixa",
        "bag",
        "psc",
        "cmr",
    ),
    score=0.8,
)
_MILITARY = Rule(
    id="places.military",
    entity="ADDRESS",
    pattern=r"(?i)\b(?<hide>(?:USNS|USS|USCGC|USNV|PSC|Unit|CMR)[ ][\w, ]{2,40}?,?\s{1,2}(?:APO|FPO|DPO)[, ]{1,2}(?:AA|AE|AP)?[, ]{0,2}\d{5}(?:-\d{4})?)\b|\b(?<hide>(?:APO|FPO|DPO),? (?:AA|AE|AP) \d{5}(?:-\d{4})?)\b",
    needs=("apo", "fpo", "dpo"),
)
_GERMANIC: Final = r"(?:stra(?:ß|ss)e|str\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|pfad|markt|berg|hof|straat|laan|plein|gracht|kade|singel|dijk|steeg|baan|vej|gade|alle|plads|stræde|gatan|vägen|gränd|torget|väg|gata|gate|veien|vegen|katu|tie|kuja|polku|utca|tér|körút|straße)"
_NUMBER_AFTER: Final = r"\d{1,4}[ ]?[a-zA-Z]?(?![\p{L}\p{N}])(?:[ ]?[-/][ ]?\d{1,4}[a-zA-Z]?)?"
_STREET_GERMANIC = Rule(
    id="places.street-germanic",
    entity="ADDRESS",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}])(?<hide>(?:\p{{Lu}}[\p{{L}}.\-]{{0,25}}[ ]){{0,2}}\p{{Lu}}[\p{{L}}\-]{{0,30}}{_GERMANIC}[ ]{{1,2}}{_NUMBER_AFTER}(?:[ ](?:bus|tr\.|st\.|lgh|as)[ ]?\d+)?)"
        rf"|(?<![\p{{L}}\p{{N}}])(?<hide>(?:(?:Am|An der|An den|Auf der|Im|In der|Zum|Zur|Unter den|Alte|Alter|Neue|Neuer|Großer?|Kleiner?)[ ])(?:\p{{Lu}}[\p{{L}}\-]+[ ]){{1,2}}\d{{1,4}}[ ]?[a-z]?(?![\p{{L}}\p{{N}}]))"
        rf"|(?<![\p{{L}}\p{{N}}])(?<hide>(?:\p{{Lu}}[\p{{L}}.\-]{{0,25}}[ ]){{1,3}}(?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm|Ufer|Markt|Straat|Laan|Plein|Vej|Gade|Allé|gata|väg|gate|utca|tér|út|u\.|körút)[ ]{{1,2}}{_NUMBER_AFTER}\.?)"
    ),
    score=0.8,
)
_ROMANCE: Final = (
    r"(?:rue|avenue|av\.?|avda\.?|boulevard|bd\.?|place|chemin|impasse|allée|allee|quai|route|cours|square|passage|c/|c\.|cl\.|calle|avenida|plaza|pza\.?|plza\.?|paseo|pº|carretera|ctra\.?|camino|ronda|travesía|glorieta|urbanización|urb\.?|"
    r"via|viale|piazza|piazzale|corso|largo|vicolo|strada|contrada|località|lungomare|rua|av|praça|travessa|estrada|alameda|beco|calçada|rodovia|strada|str\.|bulevardul|bd|aleea|calea|șoseaua|șos\.|intrarea|piața|ulica|ul\.|aleja|al\.|plac|pl\.|osiedle|os\.|"
    r"trg|cesta|ulice|náměstí|námestie|nám\.|třída|tř\.|iela|gatvė|g\.|tänav|pst|puiestee|maantee|mnt|bulvar|bul\.|οδός|λεωφόρος|leoforos|odos|triq|ул\.|бул\.|colonia|col\.|andador|calzada|privada|cerrada|blvd\.?|cjto\.?|partida|pasaje|rambla|carrer|carrera)"
)
_STREET_ROMANCE = Rule(
    id="places.street-romance",
    entity="ADDRESS",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}])(?<hide>(?:\d{{1,4}}(?:[ ]?(?:bis|ter|quater|[A-D]))?,?[ ]+)(?i:{_ROMANCE})[ ]+(?:(?:de|du|des|la|le|les|l'|d'|de la|del|della|dei|di|da|do|dos|das|the)[ ]?)*(?:\p{{Lu}}{_WORD}|d'\p{{Lu}}{_WORD}|\d{{1,2}})(?:[ ](?:de|du|des|la|le|et|del|di|da|do)?[ ]?\p{{Lu}}{_WORD}){{0,4}})",
        rf"(?<![\p{{L}}\p{{N}}])(?<hide>(?i:{_ROMANCE})[ ]*(?:(?:de|du|des|la|las|los|le|les|el|l'|d'|del|della|delle|dei|degli|di|da|do|dos|das|y|e)[ ]+)*(?:\p{{Lu}}{_WORD}|\d{{1,2}})(?:[ ](?:(?:de|du|des|la|las|los|le|et|del|di|da|do|y|e|i)[ ]+){{0,2}}\p{{L}}{_WORD}){{0,5}}"
        rf"(?:,?[ ]+(?:n[º°o]?\.?|nº|núm\.?|num\.?|č\.|št\.|nr\.?|no\.?|#|s/n)[ ]?\d{{0,4}}|,?[ ]+\d{{1,4}}(?![\p{{N}}]|[.,]\d))[ ]?[a-zA-Z]?(?![\p{{L}}\p{{N}}])(?:[/-][ ]?\d{{1,4}}[a-zA-Z]?)?"
        rf"(?:,?[ ](?:(?:bl(?:oque|\.)?|sc\.?|et\.?|ap\.?|esc\.?|piso|pta\.?|puerta|portal|int\.?|andar|apto\.?|lokal|m\.|byt|izq(?:da)?\.?|dcha?\.?)[ ]?\.?[\dA-Z]{{0,4}}|\d{{1,2}}[º°ª][ ]?[\p{{L}}\d]{{0,6}}\.?)){{0,4}})",
    ),
    check=lambda match, page: _street(match, page),
)
# A street without a word for it, known by its number and the code of its town.
_STREET_AND_CODE = Rule(
    id="places.street-and-code",
    entity="ADDRESS",
    pattern=(
        r"(?m)(?:^|(?<=[,:;>(]\s))(?<hide>(?:\p{Ll}{1,6}\.[ ])?\p{Lu}[\p{L}\p{M}'’.-]+(?:[ ]\p{L}[\p{L}\p{M}'’.-]+){0,3}[ ]\d{1,4}(?:[ ]?[a-zA-Z])?(?:/\d{1,4}[a-zA-Z]?)?,\s{1,2}"
        r"(?:(?:[A-Z]{1,2}-)?\d{2,5}(?:[ -]\d{2,3})?[ ]\p{Lu}[\p{L}\p{M}'’-]+(?:[ -]\p{Lu}[\p{L}\p{M}'’-]+){0,3}|\p{Lu}[\p{L}\p{M}'’ -]{1,30},[ ](?:[A-Z]{2}-)?\d{4,6}))(?![\p{L}\p{N}])"
    ),
    score=0.8,
)
_POSTCODE = Rule(
    id="places.postcode",
    entity="ADDRESS",
    pattern=(
        r"\b(?<hide>(?:GIR 0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:[\dABEHMNPRVWXY])?|\d[A-HJKPSTUW])\s\d[ABD-HJLNP-UW-Z]{2}))\b"
        r"|\b(?<hide>[AC-FHKNPRTV-Y]\d[\dW][ ](?=[A-Z]*\d)[\dAC-FHKNPRTV-Y]{4})\b"
        r"|\b(?<hide>[ABCEGHJ-NPRSTVXY]\d[A-CEGHJ-NPR-TV-Z][ ]\d[A-CEGHJ-NPR-TV-Z]\d)\b"
        r"|(?<=,[ ](?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR)[ ]{1,2})(?<hide>\d{5}(?:-\d{4})?)\b"
        r"|(?<=\b(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT)[ ]{1,2})(?<hide>\d{4})\b"
    ),
    score=LIKELY,
)
_BLOCK = Rule(
    id="places.block",
    entity="ADDRESS",
    pattern=(
        # A line with a number and a name, and a flat or suite on it or on the next: a street in any language.
        r"(?mi)(?:^[^\p{L}\p{N}\n]{0,8}|(?<=[ :](?:to|at|is|in|and)[ ])|(?<=[:?][ ]{1,8}))(?<hide>(?:\d{1,6}[ ])?\d{1,5}[a-zA-Z]?[ ]\p{L}[\p{L}\p{M}\d'’. \-]{2,50}?)[,]?(?:[ ]|\n[^\p{L}\p{N}\n]{0,8})(?<hide>(?:Apt|Apartment|Suite|Ste|Unit|Flat|Apto|Wohnung)\.?[ ]#?\d{1,5}[A-Za-z]?)(?=[ ]*(?:,|$))"
        # In small letters a street needs its state and code to be one.
        r"|(?i)(?<![\p{L}\p{N}.,/#-])(?<hide>\d{1,6}[ ](?:[\p{L}\d'’.]{1,20}[ ]){1,5}?(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|pl|place|way|hwy|highway|pkwy|parkway|ter|terrace|cir|circle|sq|square|trl|trail)\b\.?"
        r"[^\n:;!?]{0,60}?\b(?:a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|p[ar]|ri|s[cd]|t[nx]|ut|v[at]|w[aivy])\.?,?[ ]\d{5}(?:-\d{4})?)\b"
    ),
    score=0.8,
    check=lambda match, page: None if _TAIL.search(match.group("hide")) else 0.8,
)
# Any numbered line above a region or country with its code.
_ABOVE_A_COUNTRY = Rule(
    id="places.above-a-country",
    entity="ADDRESS",
    pattern=r"(?m)(?<![\p{L}\p{N}.,/#-])(?<hide>\d{1,6}[ ](?:\d{1,5}[ ])?\p{L}[\p{L}\p{M}'’. \-]{2,40}?(?:[ ]\d{1,4}[a-zA-Z]?)?)(?=[ ]*$)",
    check=lambda match, page: _above_a_country(match, page),
)
_ZIP_NAMED = Rule(
    id="places.postcode-named",
    entity="ADDRESS",
    pattern=r"(?i)\b(?:zip(?:[ -]?code)?|post(?:al)?[ -]?code|postleitzahl|plz|code postal|código postal|c\.p\.|cap|postnummer|postinumero|kod pocztowy|psč|irányítószám)\b[^\w\n]{0,3}(?:is |number |of )?(?<hide>[A-Z]{0,2}-?\d{3,5}(?:[ -]?\d{2,4})?(?:[ ]?[A-Z]{2})?)\b",
    score=LIKELY,
    needs=("zip", "post", "plz", "c.p.", "cap", "kod", "psč", "irány"),
)
_LABELLED = Rule(
    id="places.labelled",
    entity="ADDRESS",
    pattern=(
        r"(?im)(?<![\p{L}])(?:(?:home|postal|mailing|street|billing|shipping|delivery|residential|private) address|address|adresse|anschrift|dirección|domicilio|indirizzo|adres|endereço|morada|adress|osoite|adresa|cím|aadress)[ ]?:[ \t]*(?<hide>(?=[^\n]*\d)(?=[^\n]*\p{L})[^\n:]{8,100}?)(?=[ ]*(?:\.?[ ]*$|;|\||,?\s(?:tel|phone|e-?mail)\b))"
    ),
    needs=(
        "addres",
        "adress",
        "anschrift",
        "dirección",
        "domicilio",
        "indirizzo",
        "adres",
        "endereço",
        "morada",
        "osoite",
        "adresa",
        "cím",
    ),
    check=lambda match, page: (
        None
        if regex.search(r"@|://|\b\d{1,3}(?:\.\d{1,3}){3}\b|0x|::|(?:[0-9a-f]{2}:){3}", match.group("hide"))
        else LIKELY + 0.1
    ),
)


_PIECE: Final = r"(?:\p{Lu}[\p{L}\p{M}'’.\-]*|\d{4,6}(?:-\d{3,4})?|\d{1,4}(?:st|nd|rd|th)|#[ ]?\d{1,6}|\d{1,5}[a-zA-Z]?|[A-Z]{1,2}\d[\dA-Z]?[ ][\dA-Z]{3,4}(?![\p{L}\p{N}])|(?:de|la|del|van|der|den|of|the|upon|sur|am|an|bei|im|and|&|c/o|y|i)(?=[ ]\p{Lu}))"
# What may go on behind a street: flats, towns, codes, countries, on this line or on short lines below.
_AFTER: Final = regex.compile(
    rf"(?:[ ]?[,;/][ ]*|[ ]+|\\n)(?!\p{{Ll}}){_PIECE}(?:(?:[ ]?[,;][ ]*|[ ]+){_PIECE})*(?=[^\p{{L}}\p{{N}}]|$)"
)
_LINE_AFTER: Final = regex.compile(
    rf",?[ ]*\n(?:[^\p{{L}}\p{{N}}\n]{{0,8}}){_PIECE}(?:(?:[ ]?,[ ]*|[ ]+){_PIECE}){{0,5}}[ ]*(?=$|[.,][ ]*$)",
    regex.MULTILINE,
)
_CODE: Final = regex.compile(r"\d{4,6}|\b[A-Z]\d[A-Z]|\b[A-Z]{1,2}\d")
_FRONT: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:(?:\p{Lu}[\p{L}\p{M}'’.&\-]*|c/o|\d{1,4}(?:st|nd|rd|th)|\d{1,5}[a-z]?)(?:,{1,2}[ ]?|[ ]+)){1,7}$"
)


def grown_address(text: str, span: Span) -> Span:
    """The street with its town, code and country behind it and the house's name before it.

    Lines below count only when one of the next three holds a postal code:
    a heading under an address is not a town.
    """
    start, end = span.start, span.end
    after = _AFTER.match(text, end, min(len(text), end + 140))
    if after and not _ends_sentence(text, end):
        end = _up_to_a_word(text, end, after.end())
    lines: list[int] = []
    at = end
    while len(lines) < 4 and (line := _LINE_AFTER.match(text, at, min(len(text), at + 90))):
        at = line.end()
        lines.append(at)
    coded = [
        stop for begin, stop in zip([end, *lines], lines, strict=False) if _CODE.search(text, begin, stop)
    ]
    if coded:
        end = coded[-1]
    end = _with_country(text, end)
    front = _FRONT.search(text[max(0, start - 60) : start])
    if front and (len(front.group().split()) > 1 or "," in front.group()):
        start -= len(front.group())
    elif front := _NUMBER_BEFORE.search(text[max(0, start - 40) : start]):
        start -= len(front.group("number"))
    if corner := _CORNER.search(text[max(0, start - 80) : start]):
        start -= len(corner.group())
    return Span(start, end)


# A house or flat written before the street's own number.
_NUMBER_BEFORE: Final = regex.compile(
    r"(?:^|[\n:>,?][^\p{L}\p{N}\n]{0,8}|(?<!\p{L})(?:at|in|to|is|and)[ ])(?<number>\d{1,6}[ ])$"
)
_CORNER: Final = regex.compile(r"(?i)(?<!\p{L})(?:the[ ])?corner of (?:[\p{L}\p{N}.'’\-]+[ ]){0,6}$")
_PARTS: Final = frozenset(
    "north south east west new the of and street road avenue city state office main first second third six seven or me in us is as am to us by home left right top no form list".split()
)


def _up_to_a_word(text: str, start: int, end: int) -> int:
    """The end moved back before the first ordinary word in capitals or product: `ERR 7731` is no town."""
    if stop := regex.search(r"(?<=\p{Ll}{4})\.(?=\s)", text, pos=start, endpos=end):
        end = stop.start()
    for match in regex.finditer(r"[\p{L}\p{M}]{2,}", text, pos=start, endpos=end):
        word = match.group().lower()
        if (word in ORDINARY or word in PRODUCTS) and word not in _PARTS:
            return start + len(str(text[start : match.start()]).rstrip(" ,;/\n"))
    return end


_NUMBERED: Final = regex.compile(r"(?:^|[\s,]+)(?<word>\p{L}+)[ ]\d+$")


def without_numbered_word(said: str) -> str:
    """What an address is without `ERR 7731` behind it; empty for `Gateway 7`, which is none at all."""
    last = _NUMBERED.search(said)
    if last is None:
        return said
    word = last.group("word").lower()
    plain = (word in ORDINARY or word in PRODUCTS) and word not in _PARTS
    return said[: last.start()] if plain and not regex.fullmatch(_UNIT, last.group().strip(" ,\n")) else said


# The lines below a street, from its town on: short, no sentence, without figures except a code at the end.
_BELOW: Final = regex.compile(
    r"(?:,?[ ]*\n(?<blank>[ ]*\n)?[^\p{L}\p{N}\n]{0,8}|,[ ]+)(?<name>\p{L}?[\p{L}\p{M}'’.,() \-]{0,48}?)"
    r"(?<code>(?:(?<=\s)|,[ ]?)\d{4,6}(?:-\d{3,4})?)?(?=[ ]*(?:$|[\n?!;)]|[.,](?!\p{L}))|(?(code)[ ]\p{Ll}|(?!)))"
)
_REGIONAL: Final = regex.compile(r"(?:^|.*[\p{L}.][ ,]+)\p{L}{2,3}[ ]*")


def _with_country(text: str, end: int) -> int:
    """The end moved behind the last of the next four lines that ends an address; unmoved when none does.

    `Country 12345`, `Country`, `Town, XX 12345`, and a code alone below a region do.
    """
    at, last, region = end, end, False
    for _ in range(4):
        line = _BELOW.match(text, at, min(len(text), at + 100))
        if line is None:
            break
        at, name, code = line.end(), line.group("name"), line.group("code")
        words = regex.findall(r"\p{L}[\p{L}\p{M}]*", name.casefold())
        runs = (" ".join(words[n:m]) for n in range(len(words)) for m in range(n + 1, len(words) + 1))
        if code:
            if region or _REGIONAL.fullmatch(name) or any(run in countries() for run in runs):
                last = at
            break
        if " ".join(words) in countries():
            last = at
        region = len(words) == 1 and len(words[0]) < 4
    return last


def _ends_sentence(text: str, at: int) -> bool:
    return (
        text[at - 1 : at] == "."
        and text[at : at + 1] == " "
        and text[at + 1 : at + 2].isupper()
        and text[at - 3 : at - 2].isalpha()
    )


def _above_a_country(match: regex.Match[str], page: Page) -> float | None:
    return 0.8 if _CODE.search(page.text, match.end(), _with_country(page.text, match.end())) else None


def _street(match: regex.Match[str], page: Page) -> float | None:
    return None if _TAIL.search(match.group("hide")) else 0.8


RECOGNIZERS = (
    _STREET_EN,
    _BOX,
    _MILITARY,
    _STREET_GERMANIC,
    _STREET_ROMANCE,
    _STREET_AND_CODE,
    _POSTCODE,
    _BLOCK,
    _ABOVE_A_COUNTRY,
    _ZIP_NAMED,
    _LABELLED,
)
