"""Numbers known everywhere: bank accounts, cards, devices, travel documents, dates of birth.

Sources: ISO 13616 (IBAN), ISO/IEC 7812-1 (cards, by way of `redaction.cards`),
3GPP TS 23.003 (IMEI), ICAO 9303 (machine readable zones), ISO 3779 (vehicles),
ISO 9362 (BIC). National numbers are one table in `identifiers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex
from stdnum import iban, imei

from redaction import cards
from redaction.recognizers.rules import LIKELY, NOTE, SURE, Page, Rule, matches, search
from redaction.spans import Finding, Span, words_beside

# One letter or digit at a time and never back: groups of a group would try every way to part a long
# word, and one hex string took 85 seconds (2026-11-25).
_IBAN_SHAPE: Final = regex.compile(
    r"(?i)(?<![\p{L}\p{N}])(?<hide>[a-z]{2}\s?\d{2}(?:[ \u2010-\u2015.-]{0,4}+[a-z0-9]){10,40}+)"
)
# What a mistyped one may be made of: groups with a figure in them, or in capitals.
_IBAN_GROUPS: Final = regex.compile(
    r"[A-Za-z]{2}\s?\d{2}(?:[ \u2010-\u2015.-]{0,4}+(?:(?=[A-Za-z]*\d)[A-Za-z0-9]++|[A-Z]++(?![a-z])))*+"
)
_IBAN_WORD: Final = regex.compile(r"(?i)\bi\.?b\.?a\.?n\b")
# Registered lengths say where an IBAN ends when words follow it.
_IBAN_COUNTRIES: Final = frozenset(
    "AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU "
    "LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS SA SC SE SI SK SM ST SV TL TN TR UA VA VG XK".split()
)


@dataclass(frozen=True, slots=True)
class Ibans:
    """International bank account numbers in any case and grouping; a mistyped one beside its name too."""

    id: str = "numbers.iban"

    def find(self, page: Page) -> Iterator[Finding]:
        at = 0
        while match := search(_IBAN_SHAPE, page, at):
            start, end = match.span("hide")
            at = start + 4  # what looks like one long number may be two with a word between
            plain = "".join(char for char in match.group("hide") if char.isalnum()).upper()
            if plain[:2] not in _IBAN_COUNTRIES:
                continue
            size = next(
                (
                    n
                    for n in range(min(34, len(plain)), 14, -1)
                    if iban.is_valid(plain[:n], check_country=False)
                ),
                0,
            )
            before, _ = page.line_of(start, end)
            if size:
                at = _after(page.text, start, size)
                # A BIC behind it belongs to it.
                bic = regex.compile(
                    r"[ ]{1,4}[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b|[ ]{1,4}[A-Z]{4} [A-Z]{2} [A-Z0-9]{2}\b"
                ).match(page.text, at)
                at = bic.end() if bic else at
                yield Finding(Span(start, at), "BANK_ACCOUNT", SURE, self.id)
            elif (
                (word := _IBAN_WORD.search(before))
                and (named := _IBAN_GROUPS.match(page.text, start, end))
                and sum(char.isalnum() for char in named.group()) >= 12
            ):
                line = start - len(before)
                beside = Span(line + word.start(), line + word.end())
                yield Finding(Span(start, named.end()), "BANK_ACCOUNT", LIKELY, self.id, (beside,))
                at = named.end()


def _after(text: str, start: int, size: int) -> int:
    """Where `size` letters and digits from `start` end."""
    at = start
    while size:
        size -= text[at].isalnum()
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class Cards:
    """Payment cards: real ones by their check digit, mistyped ones beside the word."""

    id: str = "numbers.card"

    def find(self, page: Page) -> Iterator[Finding]:
        for span in cards.card_spans_read(page.text):
            page.clock.left()
            yield Finding(span, "CREDIT_CARD", SURE, self.id)
        for match in matches(_CARD_NAMED, page):
            span = Span(*match.span("hide"))
            beside = words_beside(page.text, Span(*match.span()), [span])
            yield Finding(span, "CREDIT_CARD", LIKELY, self.id, beside)


_CARD_NAMED: Final = regex.compile(
    r"(?i)\b(?:card|credit|debit|bank|payment|visa|master|amex|american express|maestro|discover|diners|jcb|kredit|karte|carte|tarjeta|carta|kaart|cart[ãa]o|kort|karta)"
    r"[\w ]{0,24}?(?:card|karte|carte|tarjeta|carta|kaart|cart[ãa]o|kort|karta|number|no\.?|nr\.?|#|ending(?: in)?)?[ ]?(?:is\s?|[:=#])?\s{0,2}"
    r"(?<hide>(?:[\dxX*•]{4}[ -]?){2,4}\d{3,4}|\d{12,19}|(?<=ending(?: in)?\s{0,2})\d{4})(?![\p{L}\p{N}-])"
)


def _imei(match: regex.Match[str], page: Page) -> float | None:
    before, after = page.line_of(*match.span("hide"))
    if regex.search(r"(?i)\bimei(?:sv)?\b", before) or regex.match(r"(?i)[^\n]{0,12}\bimei\b", after):
        return SURE
    digits = "".join(filter(str.isdigit, match.group("hide")))
    # 35, 86, 01 and 99 are the reporting bodies of nearly every device; card prefixes are not among them.
    return (
        LIKELY
        if digits[:2] in ("35", "86", "01", "99") and len(digits) == 15 and imei.is_valid(digits)
        else None
    )


_IMEI = Rule(
    id="numbers.imei",
    entity="DEVICE_ID",
    pattern=r"(?<![\p{L}\p{N}.-])(?<hide>\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d(?:[ -]?\d)?)(?![\p{L}\p{N}]|[.-]\d)",
    check=_imei,
)
_MRZ = Rule(
    id="numbers.travel-document",
    entity="DOCUMENT_ID",
    pattern=(
        r"(?<![A-Z0-9<])(?<hide>[PVIAC][A-Z<][A-Z]{3}[A-Z<]{39}\s{1,3}[A-Z0-9<]{9}\d[A-Z]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d"
        r"|[IAC][A-Z0-9<][A-Z]{3}[A-Z0-9<]{25}\s{1,3}\d{7}[MFX<]\d{7}[A-Z]{3}[A-Z0-9<]{11}\d\s{1,3}[A-Z<]{30})(?![A-Z0-9<])"
    ),
    needs=("<<",),
)
_BORN: Final = (
    r"(?:d\.?o\.?b\.?|date[ _-]?of[ _-]?birth|birth[ _-]?dates?|birth[ _-]?day|born(?: on)?(?: the)?|d\. ?n\.|geb(?:oren|urtsdatum|urtstag|\.)?(?: (?:bin|wurde|ist|war)(?: (?:ich|er|sie))?)?(?: am)?|"
    r"n[ée](?:\(?e\)?)?s? le|(?:ma |sa )?date de naissance|fecha[ _]de[ _]nacimiento|fecha nac\.|f\. ?nac\.?|nac(?:id[oa](?:\(a\))?|í|ió)(?: el)?|data[ _]di[ _]nascita|nat[oa](?:/a)? il|"
    r"geboorte(?:datum|dag)|geboren op|data[ _]de[ _]nascimento|nascid[oa](?:\(a\))? (?:em|a)|nasc(?:i|eu) (?:em|a)|f[øo]dselsdato|f[øo]dselsdag|f[øo]dt(?: den)?|f[öo]delse(?:datum|dag)|f[öo]dd(?: den)?|"
    r"syntym[äa](?:aika|p[äa]iv[äa])|syntynyt|synnyin|data urodzenia|ur(?:odz(?:on[ya]|iłem się|iłam się|ił się|iła się))?\.?|datum narozen[íi]|narozen[aý]?|narodil[a]?(?: (?:jsem|som))? s[ea]|dátum narodenia|narodený|narodená|"
    r"sz[üu]let[ée]si (?:id[őo]|d[áa]tum)[a-z]*|született|születtem|data na[șsş]terii|n[ăa]scut[ăa]?(?: (?:la|pe|în))?|datum ro[đd]enja|rođen[a]?|datum rojstva|rojen[a]?|"
    r"s[üu]nni(?:aeg|päev|kuupäev)|sündinud|dzim[šs]anas (?:datums|diena)|dzimis|dzimusi|gimimo data|gim(?:ęs|usi|iau)|ημερομηνία γέννησης|γεννήθηκ[αε](?: στις)?|γεννημέν[οη]ς?(?: στις)?|"
    r"дата на раждане|роден[а]?(?: съм)?(?: на)?)"
)
_DATES: Final = r"(?:\d{1,2}[./ -]\s?\d{1,2}[./ -]\s?\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[ .-]{1,2}(?:de |of )?\p{L}{3,12}\.?,?[ -](?:de |of )?\d{2,4}|\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
_BIRTH = Rule(
    id="numbers.date-of-birth",
    entity="DATE_OF_BIRTH",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}])"
        + _BORN
        + r"[\"']?\s{0,2}(?:is|was|on|den|dn[ei]|dne|ist|est|è|é|er|är|jest|je|op|em|el|il|[:=(-])?\s{0,2}[\"']?(?<hide>"
        + _DATES
        + r")(?![\p{N}])"
        r"(?:[ ]?\((?:also |or )?[\p{L} ]{0,24}(?<hide>" + _DATES + r")\))?"
    ),
    needs=(
        "dob",
        "d.n",
        "d. n",
        "nac.",
        "d.o.b",
        "birth",
        "born",
        "geb",
        "naissance",
        "née",
        "né ",
        "né(",
        "nés ",
        "nee ",
        "ne le",
        "gim",
        "γένν",
        "γενν",
        "роден",
        "ражд",
        "narod",
        "urodz",
        "synny",
        "născut",
        "nascut",
        "rođen",
        "roje",
        "rojs",
        "sündi",
        "nasc",
        "nac",
        "nascita",
        "nato",
        "nata",
        "geboorte",
        "nascimento",
        "nascid",
        "fød",
        "föd",
        "syntym",
        "urodzenia",
        "ur.",
        "narozen",
        "szület",
        "születés",
        "naș",
        "nas",
        "rođenja",
        "rodenja",
        "sünni",
        "dzim",
        "gimimo",
        "fodt",
        "fodd",
        "fods",
    ),
)
_VIN = Rule(
    id="numbers.vehicle",
    entity="VEHICLE_ID",
    pattern=(
        r"(?i)\b(?:vin|vehicle identification number|chassis(?: no\.?| number)?|fahrgestellnummer)\b[^\w\n]{0,4}(?:is |number )?(?<hide>[A-HJ-NPR-Z0-9]{17})\b"
    ),
    needs=(
        "vin",
        "vehicle",
        "chassis",
        "fahrgestell",
    ),
    check=lambda match, page: SURE if regex.search(r"\d", match.group("hide")) else None,
)
_PLATE_WORD: Final = (
    r"(?:licen[cs]e[ _-]?plate|number[ _-]?plate|plate (?:no\.?|number)|registration (?:plate|number|no\.?|mark)|reg(?:\.|istration)? plate|(?:my|his|her|our|their|your|the car's|car) (?:plate|reg|rego)|rego|"
    r"(?:kfz-|auto)?kennzeichen|nummernschild|(?:plaque d['’])?immatriculation|plaque|matr[ií]cula|placas?|targa|kenteken|nummerplaat|registreringsnummer|registreringsskylt|nummerplade|nummerskilt|kjennemerke|"
    r"rekisterinumero|rekisteritunnus|rekisterikilpi|numer rejestracyjny|tablic[aey] rejestracyjn[aey]|rejestracja|spz|rz|registrační značka|ečv|evidenčné číslo|rendszám(?:a|om)?|"
    r"num[ăa]r(?:ul)? de [îi]nmatriculare|registracij[ae]|registarsk[ae] oznak[ae]|registrska (?:številka|oznaka|tablica)|numbrimärk|reg(?:istreerimis)?number|numura zīme|reģistrācijas numurs|"
    r"valstybinis numeris|valst\. ?nr\.?|regnr\.?|reg\.? ?nr\.?|рег\. ?№|auto(?=[ ]\d{3}[ ]?\p{Lu}{3})|αριθμός κυκλοφορίας|πινακίδα|(?:рег\.|регистрационен) номер)"
)
_PLATE = Rule(
    id="numbers.plate",
    entity="VEHICLE_ID",
    pattern=(
        r"(?<![\p{L}\p{N}])(?i:"
        + _PLATE_WORD
        + r")(?![\p{L}\p{N}])[\"']?(?:\s?[:=#(]|,)?\s{0,2}(?i:(?:is|was|as|reads|reads as|number|no\.?|nr\.?|ist|lautet|est|es|è|é|är|er|on|to|jest|je|este|ir|yra|είναι|е|van|volt)\s)?[\"'“„]?"
        r"(?<hide>[\p{Lu}\d]{1,4}(?:[ ·-]?[\p{Lu}\d]{1,5}){1,3})(?![\p{L}\p{N}])"
    ),
    needs=(
        "plate",
        "plaque",
        "placa",
        "registra",
        "reg",
        "kennzeichen",
        "nummer",
        "matric",
        "matríc",
        "targa",
        "kenteken",
        "kjennemerke",
        "rekister",
        "rejestr",
        "spz",
        "rz",
        "ečv",
        "evidenčné",
        "rendszám",
        "numbrim",
        "numura",
        "reģistr",
        "numeris",
        "κυκλοφορίας",
        "πινακίδα",
        "номер",
    ),
    # A plate has letters and figures, four of them or more; "V2" and "2026" are on no car.
    check=lambda match, page: (
        SURE
        if regex.search(r"\d", match.group("hide"))
        and regex.search(r"\p{L}", match.group("hide"))
        and sum(char.isalnum() for char in match.group("hide")) > 3
        else None
    ),
)
_BIC_ACCOUNT = Rule(
    id="numbers.bank-account",
    entity="BANK_ACCOUNT",
    pattern=(
        r"(?i)\b(?:sort[ -]?code|bsb|aba|routing(?: (?:no\.?|number|transit))?|rtn|blz|bankleitzahl|transit(?: number)?|clabe|"
        r"(?:bank )?(?:account|acct|a/c|konto|compte|cuenta|conto|rekening|conta|kontonummer|rekeningnummer)[ -]?(?:no\.?|nr\.?|num(?:ber|mer|ero|éro|ero)?|nummer|#)?)\b"
        r"[\"']?\s{0,2}(?:is\s|[:=#])?\s{0,2}[\"']?(?<hide>\d(?:[ -]?\d){5,19})(?![\p{L}\p{N}]|[-.]\d)"
    ),
    score=LIKELY,
    needs=(
        "sort",
        "bsb",
        "aba",
        "routing",
        "rtn",
        "blz",
        "bankleit",
        "transit",
        "clabe",
        "account",
        "acct",
        "a/c",
        "konto",
        "compte",
        "cuenta",
        "conto",
        "rekening",
        "conta",
    ),
)
_CRYPTO = Rule(
    id="numbers.wallet",
    entity="BANK_ACCOUNT",
    pattern=r"\b(?<hide>bc1[ac-hj-np-z02-9]{25,71}|0x[a-fA-F0-9]{40}|(?<=(?i:btc|bitcoin|wallet)[^\n]{0,24})[13][1-9A-HJ-NP-Za-km-z]{25,34})\b",
    score=LIKELY,
)
_NOTE_RUN = Rule(
    id="numbers.unidentified",
    entity="OTHER",
    pattern=r"(?<![\p{L}\p{N}_.,:/=+#-])(?<hide>\d{8,12})(?![\p{L}\p{N}_]|[.,:/-]\d)",
    score=NOTE,
)

RECOGNIZERS = (Ibans(), Cards(), _IMEI, _MRZ, _BIRTH, _VIN, _PLATE, _BIC_ACCOUNT, _CRYPTO, _NOTE_RUN)
