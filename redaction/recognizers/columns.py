"""What the head of a column names, every cell below it is: CSV, tables of Markdown and of databases.

Source: RFC 4180 for cells in quotes; the words are the ones people head such
columns with in the languages of the Territories, and the names of national
numbers in `identifiers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from redaction.recognizers.identifiers import ROWS
from redaction.recognizers.rules import LIKELY, Page, matches
from redaction.recognizers.traces import NOBODY
from redaction.recognizers.values import stands_in
from redaction.spans import Finding, Span

_HEADS: Final = {
    "EMAIL_ADDRESS": "email, e-mail, mail, email address, e-mail address, mail address, correo, correo electrónico, courriel, adresse e-mail, e-mail-adresse, e-mailadres, indirizzo email, endereço de email",
    "PHONE_NUMBER": "phone, phone number, phone no, tel, telephone, mobile, mobile number, cell, cell phone, fax, telefon, telefonnummer, handy, téléphone, portable, teléfono, móvil, telefono, cellulare, telefoon, telefoonnummer, telefone, telemóvel, puhelin, komórka",
    "PERSON": "full name, first name, last name, given name, family name, surname, middle name, maiden name, customer name, client name, contact name, contact person, employee name, patient name, user full name, display name, account holder, cardholder, cardholder name, "
    "vorname, nachname, familienname, ansprechpartner, prénom, nom de famille, nom complet, apellido, apellidos, nombre completo, cognome, nome completo, voornaam, achternaam, apelido, sobrenome, förnamn, efternamn, fornavn, etternavn, efternavn, etunimi, sukunimi, imię, nazwisko, jméno, příjmení",
    "USERNAME": "user, username, user name, userid, login, login name, account name, handle, nickname, assignee, reporter, benutzer, benutzername, usuario, utilisateur, utente, gebruiker, gebruikersnaam, utilizador, användare, bruger",
    "ADDRESS": "address, street, street address, postal address, home address, billing address, shipping address, anschrift, straße, strasse, adresse, rue, dirección, calle, domicilio, indirizzo, via, adres, straat, endereço, rua, morada",
    "DATE_OF_BIRTH": "dob, d.o.b., date of birth, birth date, birthdate, birthday, born, geburtsdatum, geburtstag, date de naissance, fecha de nacimiento, data di nascita, geboortedatum, data de nascimento, födelsedatum, fødselsdato, data urodzenia",
    "SECRET": "password, passwd, passwort, kennwort, mot de passe, contraseña, wachtwoord, senha, api key, apikey, access token, secret, secret key, otp, one-time code, recovery code",
    "BANK_ACCOUNT": "iban, account number, account no, bank account, bank account number, kontonummer, numéro de compte, número de cuenta, rekeningnummer, sort code, routing number",
    "CREDIT_CARD": "card number, credit card, credit card number, card no, kartennummer, numéro de carte, número de tarjeta",
    "ACCOUNT_ID": "customer id, customer no, customer number, member id, member no, employee id, employee no, employee number, patient id, student id, kundennummer, personalnummer, mitgliedsnummer, numéro client, número de cliente, klantnummer",
    "DEVICE_ID": "serial, serial number, serial no, imei, udid, device id, seriennummer, numéro de série, número de serie",
    "IP_ADDRESS": "ip, ip address, client ip, source ip, remote ip, remote address, ip-adresse, adresse ip, dirección ip",
    "MAC_ADDRESS": "mac, mac address",
}  # fmt: skip
# Said of people, and of packages and pods: a name only beside a column that is about a person.
_PERHAPS: Final = frozenset(
    "name names nom nombre nome naam navn namn nimi név nume ime contact kontakt customer client kunde cliente employee mitarbeiter "
    "patient paciente owner person".split()
)
_PERSONAL: Final = frozenset(
    ("EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON", "ADDRESS", "DATE_OF_BIRTH", "NATIONAL_ID", "HEALTH_ID")
)
_NUMBERS: Final = frozenset(
    (
        "PHONE_NUMBER",
        "DATE_OF_BIRTH",
        "NATIONAL_ID",
        "HEALTH_ID",
        "DOCUMENT_ID",
        "BANK_ACCOUNT",
        "CREDIT_CARD",
        "ACCOUNT_ID",
        "DEVICE_ID",
    )
)


def _plain(head: str) -> str:
    return str(regex.sub(r"[\s_*\"'`-]+", "", head)).casefold()


_KIND_OF: Final = {_plain(word): entity for entity, words in _HEADS.items() for word in words.split(", ")} | {
    _plain(word): row.entity for row in ROWS for word in row.words if len(_plain(word)) > 2 and word != "PAS"
}
_MOST_ROWS: Final = 100_000
# A line that may be the head of a table: three words or more of few letters with one kind of mark between.
_HEAD: Final = regex.compile(
    r"(?m)^(?<line>[ \t]*\|?[ \t]*(?<cell>[\"']?[\p{L}][\p{L}\p{N} ._#()/*-]{0,38}+[\"']?)"
    r"(?:[ \t]*(?<mark>[,;\t|])[ \t]*(?<cell>[\"']?[\p{L}#][\p{L}\p{N} ._#()/*-]{0,38}+[\"']?))(?:[ \t]*\g<mark>[ \t]*(?<cell>[\"']?[\p{L}#]?[\p{L}\p{N} ._#()/*-]{0,38}+[\"']?))*[ \t]*\|?[ \t]*)$"
)
_RULER: Final = regex.compile(r"[ \t]*[|+]?[ \t]*:?-{2,}[-:|+ \t]*")


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells below every head that names something personal, to the end of the table."""

    id: str = "columns.cell"

    def find(self, page: Page) -> Iterator[Finding]:
        done = 0
        for head in matches(_HEAD, page):
            if head.start() < done:
                continue
            mark = head.group("mark")
            heads = _cells(page.text, head.start("line"), head.end("line"), mark)
            kinds = kinds_of([page.text[start:end] for start, end in heads])
            if not any(kinds):
                continue
            for start, end in _lines(page.text, head.end() + 1):
                page.clock.left()
                if _RULER.fullmatch(page.text, start, end):
                    continue
                cells = _cells(page.text, start, end, mark)
                if len(cells) != len(heads):
                    break
                done = end
                for (first, last), kind, named in zip(cells, kinds, heads, strict=True):
                    if kind and holds(page.text[first:last], kind):
                        yield Finding(Span(first, last), kind, LIKELY + 0.1, self.id, (Span(*named),))


def kinds_of(heads: Sequence[str]) -> list[str]:
    """What each column holds; empty for a column that is nobody's."""
    kinds = [_KIND_OF.get(_plain(head), "") for head in heads]
    if any(kind in _PERSONAL for kind in kinds):
        kinds = [
            kind or ("PERSON" if _plain(head) in _PERHAPS else "")
            for head, kind in zip(heads, kinds, strict=True)
        ]
    return kinds


def _lines(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Lines from `at` to the first empty one; (start, end) without the line break."""
    for _ in range(_MOST_ROWS):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if at >= len(text) or not text[at:end].strip():
            return
        yield at, end
        at = end + 1


_CELL: Final = {
    mark: regex.compile(
        rf"[ \t]*(?:\"(?<said>(?:[^\"\n]|\"\")*)\"|(?<said>[^{cut}\n]*?))[ \t]*(?:(?<mark>{cut})|$)"
    )
    for mark, cut in ((",", ","), (";", ";"), ("\t", "\t"), ("|", r"\|"))
}


def _cells(text: str, start: int, end: int, mark: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand, without quotes and blanks; an empty cell ends where it starts."""
    line = text[start:end].rstrip()
    if mark == "|":
        inner = line.strip()
        start += len(line) - len(line.lstrip()) + inner.startswith("|")
        line = inner.removeprefix("|").removesuffix("|")
    cells: list[tuple[int, int]] = []
    at = 0
    while match := _CELL[mark].match(line, at):
        first, last = match.span("said")
        cells.append((start + first, start + last))
        if not match.group("mark"):
            return cells
        at = match.end()
    return []  # quotes that never close


def holds(said: str, kind: str) -> bool:
    """Whether a cell can hold what its column is named after: a number has figures, a name has letters."""
    if len(said) < 2 or len(said) > 200 or stands_in(said) or said.lower() in NOBODY:
        return False
    if kind in _NUMBERS:
        return sum(char.isdigit() for char in said) >= 3
    if kind == "PERSON":
        return regex.search(r"\p{L}{2}", said) is not None and not regex.search(r"\d{2}|[_{}<>=/\\]", said)
    if kind in ("IP_ADDRESS", "MAC_ADDRESS"):
        return regex.fullmatch(r"(?!127\.|0\.0\.0\.0)[0-9a-fA-F.:%-]{6,45}", said) is not None
    return kind != "EMAIL_ADDRESS" or "@" in said


RECOGNIZERS = (Columns(),)
