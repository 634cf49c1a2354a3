"""National identity, tax, health and document numbers of the Territories: one table.

A number is *sure* when its name stands on the same line (whatever its check
digit says: a mistyped number beside its name is still that person's), or when
its structure alone is proof. A right check digit alone only earns a note,
because one bare nine-digit number in two is somebody's under some country's rule.

Sources: python-stdnum's documentation of each number, and for the rows it has
none for the issuing authority named in the row's comment.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from redaction.recognizers.rules import BLANK, LIKELY, NOTE, SURE, Page, matches, search
from redaction.spans import Finding, Span


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of number.

    `shape` is matched against the letters and digits alone, in capitals.
    `stdnum` names the module with its check, empty for none. `proof` says
    that shape and check together let through less than one in two hundred
    random strings. Words in capitals only are matched as written, because
    "sin" and "nie" are words of other languages.
    """

    id: str
    entity: str
    shape: str
    stdnum: str
    words: tuple[str, ...]
    proof: bool = False


_N, _H, _D, _B = "NATIONAL_ID", "HEALTH_ID", "DOCUMENT_ID", "BANK_ACCOUNT"

ROWS: Final = (
    # United States
    Row("us.ssn", _N, r"\d{9}", "us.ssn", ("SSN", "social security", "soc sec", "social sec", "seguro social")),
    Row("us.itin", _N, r"9\d{8}", "us.itin", ("ITIN", "individual taxpayer")),
    Row("us.tin", _N, r"\d{9}", "us.tin", ("TIN", "taxpayer id", "taxpayer identification", "tax id", "EIN", "employer identification", "FEIN")),
    Row("us.mbi", _H, r"[1-9][AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y0-9]\d[AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y0-9]\d[AC-HJ-NP-RT-Y]{2}\d\d", "", ("MBI", "medicare beneficiary", "medicare"), True),
    Row("us.npi", _H, r"[12]\d{9}", "", ("NPI", "national provider")),
    Row("us.dea", _D, r"[A-Z]{2}\d{7}", "", ("DEA", "medical license", "medical licence")),
    Row("us.licence", _D, r"[A-Z]{0,3}\d{4,14}[A-Z]?", "", ("driver's license", "drivers license", "driver license", "driver's licence", "driving licence", "driving license", "DL", "license number", "licence number")),
    Row("us.passport", _D, r"[A-Z]{0,2}\d{6,9}[A-Z]{0,2}", "", ("passport", "passeport", "pasaporte", "reisepass", "passaporto", "paspoort", "passaporte", "pas", "paszport", "pass number")),
    # Canada
    Row("ca.sin", _N, r"[1-79]\d{8}", "ca.sin", ("SIN", "social insurance", "NAS", "assurance sociale")),
    Row("ca.bc-phn", _H, r"9\d{9}", "ca.bc_phn", ("PHN", "personal health number", "health card", "health number", "carte santé", "OHIP")),
    Row("ca.ohip", _H, r"\d{10}[A-Z]{2}", "", ("OHIP", "health card", "health number")),
    Row("ca.ramq", _H, r"[A-Z]{4}\d{2}[0156]\d[0-3]\d{3}", "", ("RAMQ", "NAM", "assurance maladie"), True),
    Row("ca.bn", _N, r"\d{9}(?:R[CMPTR]\d{4})?", "ca.bn", ("business number", "BN", "numéro d'entreprise")),
    # Mexico
    Row("mx.curp", _N, r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d", "", ("CURP", "clave única de registro"), True),
    Row("mx.rfc", _N, r"[A-ZÑ&]{3,4}\d{6}[0-9A-Z]{3}", "", ("RFC", "registro federal"), True),
    Row("mx.nss", _N, r"\d{11}", "", ("NSS", "IMSS", "seguro social", "seguridad social")),
    Row("mx.ine", _D, r"[A-Z]{6}\d{8}[HM]\d{3}", "", ("INE", "IFE", "clave de elector"), True),
    Row("mx.clabe", _B, r"\d{18}", "", ("CLABE",)),
    # United Kingdom and Ireland
    Row("gb.nino", _N, r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", "", ("NINO", "NI number", "national insurance", "NI no"), True),
    Row("gb.nhs", _H, r"\d{10}", "gb.nhs", ("NHS", "national health service", "CHI number")),
    Row("gb.utr", _N, r"K?\d{10}K?", "gb.utr", ("UTR", "unique taxpayer reference", "tax reference")),
    Row("gb.upn", _N, r"[A-Z]\d{11}[0-9A-Z]", "gb.upn", ("UPN", "unique pupil")),
    Row("gb.licence", _D, r"[A-Z9]{5}\d{6}[A-Z9]{2}[0-9A-Z]{3}", "", ("driving licence", "licence number"), True),
    Row("ie.pps", _N, r"\d{7}[A-W][A-IW]?", "ie.pps", ("PPS", "PPSN", "personal public service", "PPS no", "PPS number"), True),
    # Australia and New Zealand
    Row("au.tfn", _N, r"\d{8,9}", "au.tfn", ("TFN", "tax file number")),
    Row("au.medicare", _H, r"[2-6]\d{9,10}", "", ("medicare",)),
    Row("au.abn", _N, r"\d{11}", "au.abn", ("ABN", "australian business number")),
    Row("au.acn", _N, r"\d{9}", "au.acn", ("ACN", "australian company number")),
    Row("au.ihi", _H, r"800360\d{10}", "", ("IHI", "individual healthcare identifier")),
    Row("au.crn", _N, r"\d{9}[A-Z]", "", ("CRN", "centrelink", "customer reference number")),
    Row("nz.ird", _N, r"(?:NZ)?\d{8,9}", "nz.ird", ("IRD", "IRD number", "inland revenue")),
    Row("nz.nhi", _H, r"[A-HJ-NP-Z]{3}(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})", "", ("NHI", "national health index")),
    Row("nz.bank", _B, r"\d{15,16}", "nz.bankaccount", ("bank account", "account number")),
    # European Union
    Row("at.svnr", _N, r"\d{10}", "at.vnr", ("SVNR", "SV-Nummer", "sozialversicherungsnummer", "versicherungsnummer", "VNR")),
    Row("at.tin", _N, r"\d{9}", "at.tin", ("abgabenkontonummer", "abgabenkonto", "steuernummer", "TIN", "tax identification")),
    Row("be.nn", _N, r"\d{11}", "be.nn", ("NN", "NISS", "RRN", "INSZ", "rijksregister", "registre national", "national number", "SSN")),
    Row("be.bis", _N, r"\d{11}", "be.bis", ("BIS", "bisnummer", "numéro bis")),
    Row("be.eid", _D, r"(?:\d{12}|B\d{9}|\d{10})", "be.eid", ("EID", "eID", "identity card", "identiteitskaart", "carte d'identité")),
    Row("bg.egn", _N, r"\d{10}", "bg.egn", ("EGN", "ЕГН", "единен граждански номер")),
    Row("bg.pnf", _N, r"\d{10}", "bg.pnf", ("PNF", "LNCh", "ЛНЧ", "личен номер на чужденец")),
    Row("hr.oib", _N, r"(?:HR)?\d{11}", "hr.oib", ("OIB", "osobni identifikacijski")),
    Row("cy.tic", _N, r"\d{8}[A-Z]", "cy.vat", ("TIC", "αριθμός φορολογικής", "ARC")),
    Row("cz.rc", _N, r"\d{9,10}", "cz.rc", ("RČ", "rodné číslo", "rodne cislo", "RC", "birth number", "rodného čísla")),
    Row("cz.bank", _B, r"\d{6,20}", "cz.bankaccount", ("bank account", "číslo účtu", "account number")),
    Row("dk.cpr", _N, r"\d{10}", "dk.cpr", ("CPR", "cpr-nummer", "personnummer")),
    Row("ee.ik", _N, r"[1-8]\d{10}", "ee.ik", ("isikukood", "IK", "personal ID")),
    Row("lt.asmens", _N, r"[1-9]\d{10}", "lt.asmens", ("asmens kodas", "asmens kodo", "AK")),
    Row("lv.pk", _N, r"\d{11}", "lv.pvn", ("personas kods", "PVN", "PK")),
    Row("fi.hetu", _N, r"\d{6}[ABCDEFYXWVU]?\d{3}[0-9A-Y]", "", ("hetu", "henkilötunnus", "HETU", "personbeteckning")),
    Row("fr.nir", _N, r"[1278]\d{4}(?:\d\d|2[AB])\d{6}(?:\d\d)?", "fr.nir", ("NIR", "sécurité sociale", "numéro de sécu", "securite sociale", "carte vitale", "INSEE"), True),
    Row("fr.nif", _N, r"[0-3]\d{12}", "fr.nif", ("NIF", "SPI", "numéro fiscal", "immatriculation fiscale")),
    Row("de.idnr", _N, r"[1-9]\d{10}", "de.idnr", ("IdNr", "steuer-id", "steueridentifikationsnummer", "steuerliche identifikationsnummer", "steuer-identifikationsnummer", "TIN"), True),
    Row("de.stnr", _N, r"\d{10,13}", "de.stnr", ("St.-Nr", "StNr", "steuernummer", "steuer-nr")),
    Row("de.rvnr", _N, r"\d{8}[A-Z]\d{3}", "", ("RVNR", "rentenversicherungsnummer", "sozialversicherungsnummer", "SV-Nr", "versicherungsnummer"), True),
    Row("de.kvnr", _H, r"[A-Z]\d{9}", "", ("KVNR", "krankenversichertennummer", "versichertennummer", "krankenkasse")),
    Row("de.ausweis", _D, r"[CFGHJKLMNPRTVWXYZ0-9]{9}\d?D?", "", ("ausweisnummer", "personalausweis", "perso", "reisepassnummer")),
    Row("gr.amka", _N, r"\d{11}", "gr.amka", ("AMKA", "ΑΜΚΑ", "αριθμός μητρώου")),
    Row("gr.afm", _N, r"(?:EL)?\d{9}", "gr.vat", ("AFM", "ΑΦΜ", "αριθμός φορολογικού")),
    Row("hu.taj", _H, r"\d{9}", "", ("TAJ", "TAJ szám")),
    Row("hu.ado", _N, r"8\d{9}", "", ("adóazonosító", "adóazonosító jel", "adoazonosito")),
    Row("hu.szemelyi", _N, r"[1-8]\d{10}", "", ("személyi szám", "személyi azonosító", "szemelyi szam")),
    Row("it.cf", _N, r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|\d{11}", "", ("codice fiscale", "CF", "cod. fisc")),
    Row("lu.matricule", _N, r"[12]\d{12}", "", ("matricule", "numéro national", "CNS")),
    Row("mt.id", _D, r"\d{7}[MGAPLHBZ]", "", ("ID card", "identity card", "karta tal-identità")),
    Row("nl.bsn", _N, r"\d{8,9}", "nl.bsn", ("BSN", "burgerservicenummer", "sofinummer", "sofi")),
    Row("pl.pesel", _N, r"\d{11}", "pl.pesel", ("PESEL",), True),
    Row("pl.nip", _N, r"(?:PL)?\d{10}", "pl.nip", ("NIP",)),
    Row("pl.dowod", _D, r"[A-Z]{3}\d{6}", "", ("dowód", "dowód osobisty", "dowodu", "seria i numer")),
    Row("pt.nif", _N, r"[1235689]\d{8}", "pt.nif", ("NIF", "contribuinte", "número de identificação fiscal")),
    Row("pt.cc", _D, r"\d{9}[A-Z0-9]{2}\d", "pt.cc", ("CC", "cartão de cidadão", "cartao de cidadao", "número de documento", "citizen card")),
    Row("ro.cnp", _N, r"[1-9]\d{12}", "ro.cnp", ("CNP", "cod numeric personal"), True),
    Row("sk.rc", _N, r"\d{9,10}", "sk.rc", ("RČ", "rodné číslo", "rodne cislo")),
    Row("si.emso", _N, r"\d{13}", "si.emso", ("EMŠO", "EMSO", "enotna matična"), True),
    Row("es.dni", _N, r"\d{8}[A-HJ-NP-TV-Z]", "es.dni", ("DNI", "NIF", "documento nacional", "CIF")),
    Row("es.nie", _N, r"[XYZ]\d{7}[A-Z]", "es.nie", ("NIE", "número de identidad de extranjero", "extranjero"), True),
    Row("es.nif", _N, r"[A-Z]\d{7}[0-9A-Z]", "es.nif", ("NIF", "CIF", "número de identificación fiscal")),
    Row("es.ccc", _B, r"\d{20}", "es.ccc", ("CCC", "código cuenta cliente", "cuenta corriente"), True),
    Row("es.nass", _H, r"\d{11,12}", "", ("NASS", "NUSS", "seguridad social", "afiliación", "N.A.S.S", "historia clínica", "NHC", "número de historia")),
    Row("se.personnummer", _N, r"(?:\d{2})?\d{10}", "se.personnummer", ("personnummer", "samordningsnummer", "personnr", "pnr")),
    Row("no.fnr", _N, r"\d{11}", "no.fodselsnummer", ("fødselsnummer", "fodselsnummer", "personnummer")),
    Row("eu.ehic", _H, r"80\d{18}", "", ("EHIC", "european health insurance", "EKVK", "CEAM")),
    # Whatever the country calls it
    Row("any.id", _N, r"[A-Z]{0,4}\d{4,16}[A-Z]{0,3}", "", ("identity number", "identification number", "personal id", "personal number", "national id", "id number", "id no", "identity card", "id card", "ID", "carte d'identité", "personalausweis", "documento de identidad", "carta d'identità", "identiteitskaart", "občanský průkaz", "tax number", "tax no", "VAT", "vat number", "USt-IdNr", "BTW", "TVA", "IVA", "NIT")),
    Row("eu.licence", _D, r"[A-Z]{0,4}\d[A-Z0-9]{5,14}", "", ("Führerscheinnummer", "Führerschein-Nr", "Führerschein", "permis de conduire", "numéro de permis", "permiso de conducir", "carnet de conducir", "patente di guida", "numero patente", "rijbewijsnummer", "rijbewijs", "carta de condução", "prawo jazdy", "körkort", "førerkort", "kørekort", "ajokortti", "řidičský průkaz", "vodičský preukaz")),
    Row("any.professional", _D, r"[A-Z]{0,3}\d{4,12}", "", ("nocol", "no col", "n col", "licence no", "colegiado", "número de colegiado", "registration number", "bar number", "medical licence no", "RPPS", "LANR", "GMC")),
    Row("any.health", _H, r"[A-Z]{0,4}\d{4,16}[A-Z]{0,3}", "", ("MRN", "NHC", "CIPA", "episodio", "historia", "medical record", "patient id", "patient number", "insurance number", "insurance id", "health insurance", "policy number", "member id", "beneficiary")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Every row of the table, by its name beside the number or by its structure."""

    id: str = "identifiers"

    def find(self, page: Page) -> Iterator[Finding]:
        yield from _named(page)
        yield from _proven(page)
        yield from _noted(page)


def _word_pattern() -> regex.Pattern[str]:
    exact = sorted({w for row in ROWS for w in row.words if w.isupper()}, key=len, reverse=True)
    loose = sorted({w for row in ROWS for w in row.words if not w.isupper()}, key=len, reverse=True)
    exact_part = "|".join(regex.escape(word) for word in exact)
    loose_part = "|".join(regex.escape(word).replace(r"\ ", r"[\s_-]?") for word in loose)
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:(?:{exact_part})|(?i:{loose_part}))(?![\p{{L}}])")


_WORDS: Final = _word_pattern()


def _telling(name: str) -> tuple[tuple[str, ...], ...]:
    """What a text must hold, in small letters, to hold the name: all the pieces of one of these.

    Its words, the longest first, or its short ones joined in any way.
    """
    words = name.lower().split(" ")
    if max(map(len, words)) > 2:
        return (tuple(sorted(words, key=len, reverse=True)),)
    return tuple((name.lower().replace(" ", gap),) for gap in ("", " ", "_", "-", "\t", "\n"))


_EXACT: Final = tuple(sorted({word for row in ROWS for word in row.words if word.isupper()}))
# The longest piece of a name -> what else has to be there, for each name with that piece.
_LOOSE: Final[dict[str, set[tuple[str, ...]]]] = {}
for _longest, *_others in (
    told for row in ROWS for word in row.words if not word.isupper() for told in _telling(word)
):
    _LOOSE.setdefault(_longest, set()).add(tuple(_others))


def _may_hold_a_name(page: Page) -> bool:
    """False when no name of the table can be there; all names as one pattern take ten times as long."""
    lower = page.lower
    return any(word in page.text for word in _EXACT) or any(
        longest in lower and any(all(other in lower for other in others) for others in names)
        for longest, names in _LOOSE.items()
    )


_ROWS_OF: Final[dict[str, list[Row]]] = {}
for _row in ROWS:
    for _word in _row.words:
        _ROWS_OF.setdefault(_word if _word.isupper() else regex.sub(r"[\s_-]", "", _word.lower()), []).append(
            _row
        )
_SHAPES: Final = {row.id: regex.compile(row.shape) for row in ROWS}

# Letters and digits with the separators people put in a number; it must hold at least four digits.
_VALUE: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?=(?:[^\n\d]{0,8}\d){4})(?:[A-ZÑ&]{1,6}(?=[ .\-/]{0,2}[A-ZÑ&]{0,4}\d|\d)|(?!0x)[a-zA-Z]{0,6}[-]?\d[\dA-Za-z]*)"
    r"(?:[ ]?[.\-/+][ ]?[\dA-Z]+|[ ](?:\d[\dA-Z]*|[A-Z]{1,4}\d[\dA-Z]*|[A-Z]{1,3}(?=\s?\d|[ ]?$|[.,;)])))*(?![\p{L}\p{N}])"
)
# Whose ID it is, when it is no person's.
_THING_BEFORE: Final = regex.compile(
    r"(?i)\b(?:event|process|thread|request|session|task|job|build|message|msg|error|report|transaction|correlation|trace|span|object|resource|node|cluster|"
    r"container|image|instance|bug|ticket|case|issue|article|page|post|product|item|row|record|table|queue|channel|topic|group|role|tenant|project|plugin|"
    r"package|vendor|bundle|commit|change|run|batch|alert|rule|query|connection|stream|window|view|template|string|resource|locale|font)[ _-]$"
)
_NO_NUMBER: Final = regex.compile(
    r"(?i)\b(?:line|port|size|bytes|pid|build|issue|order|rev|version|error|http|status|step|bug|ticket|page)s?\b[^\n]{0,3}$"
)


def _named(page: Page) -> Iterator[Finding]:
    """Numbers with their name on the same line, before or after, or alone on the line above."""
    if not _may_hold_a_name(page):
        return
    for match in matches(_WORDS, page):
        word = match.group()
        rows = _ROWS_OF.get(word) or _ROWS_OF.get(regex.sub(r"[\s_-]", "", word.lower())) or []
        if not rows:
            continue
        if rows[0].id == "any.id" and _THING_BEFORE.search(
            page.text, max(0, match.start() - 24), match.start()
        ):
            continue
        line_end = page.text.find("\n", match.end())
        line_end = len(page.text) if line_end < 0 else line_end
        if BLANK in page.text[match.end() : min(line_end, match.end() + 90)]:
            continue  # its number is hidden already; the next one on the line is another
        reach = min(line_end, match.end() + 90)
        found = next(iter(_values(page, match.end(), reach)), None)
        if found is None and page.text[match.end() : line_end].strip(" :#*|=\t-") == "":
            below = page.text.find("\n", line_end + 1)
            found = next(
                iter(_values(page, line_end, min(len(page.text) if below < 0 else below, line_end + 60))),
                None,
            )
        if found is None and not page.text[match.end() : match.end() + 1].isdigit():
            start = max(page.text.rfind("\n", 0, match.start()) + 1, match.start() - 40)
            found = next(reversed(list(_values(page, start, match.start()))), None)
        if found is None:
            continue
        start, end = found
        score, row = _judge(page.text[start:end], rows)
        if score:
            named = Span(*match.span())
            yield Finding(Span(start, end), row.entity, score, f"identifiers.{row.id}", (named,))


def _values(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    if start >= end:
        return
    for match in matches(_VALUE, page, start, end):
        before = page.text[max(start, match.start() - 16) : match.start()]
        if _NO_NUMBER.search(before) or regex.fullmatch(
            r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d)(?:[ T].*)?", match.group()
        ):
            continue
        yield match.span()


def _judge(said: str, rows: list[Row]) -> tuple[float, Row]:
    """How sure the number is and of which kind, its name being beside it."""
    plain = "".join(char for char in said if char.isalnum() or char in "&").upper()
    for row in rows:
        if _SHAPES[row.id].fullmatch(plain):
            return SURE, row
    if 6 <= len(plain) <= 26 and sum(char.isdigit() for char in plain) >= 5:
        return LIKELY, rows[0]
    return 0.0, rows[0]


_GAP: Final = r"[ .\-/]?"
# Shapes that are proof by themselves, with the separators they are written with.
_PROOF: Final = tuple(
    (
        next(row for row in ROWS if row.id == key),
        regex.compile(rf"(?<![\p{{L}}\p{{N}}_./-])(?:{shape})(?![\p{{L}}\p{{N}}_-]|[./]\d)"),
    )
    for key, shape in (
        ("us.ssn", r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}"),
        ("us.itin", r"9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}"),
        ("mx.curp", r"[A-Z]{4}\d{2}[01]\d[0-3]\d[HMX][A-Z]{5}[0-9A-Z]\d"),
        ("mx.rfc", r"[A-ZÑ&]{3,4} ?\d{2}[01]\d[0-3]\d ?[0-9A-Z]{2}[0-9A]"),
        ("mx.ine", r"[A-Z]{6}\d{8}[HM]\d{3}"),
        ("ca.ramq", rf"[A-Z]{{4}}{_GAP}\d{{2}}[0156]\d{_GAP}[0-3]\d{{3}}"),
        ("gb.nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"),
        ("ie.pps", r"\d{7}[A-W][A-IW]?"),
        (
            "it.cf",
            r"[A-Za-z]{6} ?[0-9L-NP-V]{2}[A-EHLMPRSTa-z] ?[0-9L-NP-V]{2} ?[A-Za-z][0-9L-NP-V]{3}[A-Za-z]",
        ),
        ("fi.hetu", r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-Y]"),
        ("es.nie", r"[XYZxyz]-?\d{7}-?[A-Za-z]"),
        ("es.dni", r"\d{8}-?[A-HJ-NP-TV-Z]"),
        (
            "fr.nir",
            rf"[1278]{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}(?:\d\d|2[AB]){_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?",
        ),
        ("se.personnummer", r"(?:19|20)?\d{2}[01]\d[0-3]\d[-+]\d{4}"),
        ("de.rvnr", r"\d{2} ?[0-3]\d[01]\d{3} ?[A-Z] ?\d{3}"),
        ("pl.pesel", r"\d{2}[0-3]\d[0-3]\d{6}"),
        ("ro.cnp", r"[1-8]\d{2}[01]\d[0-3]\d{7}"),
        ("si.emso", r"[0-3]\d[01]\d{2}\d{8}"),
        ("de.idnr", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}"),
        (
            "us.mbi",
            r"[1-9][AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y0-9]\d-?[AC-HJ-NP-RT-Y][AC-HJ-NP-RT-Y0-9]\d-?[AC-HJ-NP-RT-Y]{2}\d\d",
        ),
        ("dk.cpr", r"[0-3]\d[01]\d{3}-\d{4}"),
        ("gr.amka", r"[0-3]\d[01]\d{8}"),
        ("be.nn", r"\d{2}\.[01]\d\.[0-3]\d-\d{3}\.\d{2}"),
        ("nz.ird", r"(?:NZ )?\d{2,3}-\d{3}-\d{3}"),
        ("ca.sin", r"[1-79]\d{2}[ -]\d{3}[ -]\d{3}"),
        ("pt.cc", r"\d{8} \d [A-Z]{2}\d"),
        ("cz.rc", r"\d{2}[0-8]\d[0-3]\d/\d{3,4}"),
    )
)
_DIGITS_ONLY: Final = frozenset(("pl.pesel", "ro.cnp", "si.emso", "de.idnr", "gr.amka", "fr.nir"))
_CHECKS: Final = {
    "mx.curp": "mx.curp", "it.cf": "it.codicefiscale", "fi.hetu": "fi.hetu", "us.itin": "us.itin", "se.personnummer": "se.personnummer",
}  # fmt: skip


def _is_valid(row: Row, said: str) -> bool | None:
    """What the number's own check says; None when it has none."""
    name = _CHECKS.get(row.id, row.stdnum)
    if not name:
        return None
    return bool(importlib.import_module(f"stdnum.{name}").is_valid(said))


# What each of the shapes holds, but for Italy's, which may be written in letters alone.
_FIVE_DIGITS: Final = regex.compile(r"\d(?:[^\n\d]*\d){4}")


def _proven(page: Page) -> Iterator[Finding]:
    is_without = search(_FIVE_DIGITS, page, 0) is None
    for row, pattern in _PROOF:
        if is_without and row.id != "it.cf":
            continue
        for match in matches(pattern, page):
            said = match.group()
            before, _ = page.line_of(*match.span())
            if _NO_NUMBER.search(before):
                continue
            valid = _is_valid(row, said)
            if row.id in _DIGITS_ONLY:
                score = (
                    (LIKELY if row.id in ("ro.cnp", "si.emso", "fr.nir") or " " in said else 0.4)
                    if valid
                    else None
                )
            elif valid is False:
                score = LIKELY if row.id in ("mx.curp", "us.ssn") else None
            elif row.id in ("nz.ird", "ca.sin", "cz.rc", "dk.cpr", "ie.pps", "es.dni"):
                score = 0.6
            else:
                score = SURE
            if score:
                yield Finding(Span(*match.span()), row.entity, score, f"identifiers.{row.id}")


# Mixed and grouped numbers whose kind nobody can tell: the reviewer sees them, nobody else is stopped by them.
_NOTED: Final = regex.compile(
    r"(?<![\p{L}\p{N}_.,:/=+#@-])(?:[A-Z]{1,4}[ -]?)?\d(?:[ .\-/]?\d){6,21}(?:[ -]?[A-Z0-9]{1,3})?(?![\p{L}\p{N}_]|[.,:/-]\d)"
    r"|(?<![\p{L}\p{N}_.,:/=+#@-])(?=[A-Z0-9]*\d{3})(?:[A-Z]{1,4}\d{5,12}[A-Z]{0,3}|\d{6,9}[A-Z]{1,2}|[A-Z]\d{11}[A-Z0-9])(?![\p{L}\p{N}_]|[.,:/-]\d)"
)
_A_DAY_OR_ADDRESS: Final = regex.compile(r"(?:19|20)\d{2}-?[01]\d-?[0-3]\d.*|\d{1,3}(?:\.\d{1,3}){3}")


def _noted(page: Page) -> Iterator[Finding]:
    for match in matches(_NOTED, page):
        said = match.group()
        if not _A_DAY_OR_ADDRESS.fullmatch(said) and sum(char.isdigit() for char in said) >= 7:
            before, _ = page.line_of(*match.span())
            if not _NO_NUMBER.search(before):
                yield Finding(Span(*match.span()), "OTHER", NOTE, "identifiers.unidentified")


RECOGNIZERS = (Identifiers(),)
