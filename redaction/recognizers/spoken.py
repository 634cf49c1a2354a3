"""User names, passwords and keys that a sentence names: "her login is …", "… ist mein Passwort".

One table of words in the languages of the Territories; what stands beside a
word is judged by its form, because the next word of a sentence is none of
them: "my password does not work" names nothing. Sources: the words that the
sign-in pages of common desktops and web mailers show in those languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import regex

from redaction.language import FUNCTION_WORDS
from redaction.recognizers.gazetteer import built_from_name, family_names, given_names
from redaction.recognizers.rules import LIKELY, Page, matches
from redaction.recognizers.sense import NameSense
from redaction.recognizers.traces import NOBODY
from redaction.recognizers.values import is_uuid, looks_random, stands_in
from redaction.recognizers.words import ORDINARY, PRODUCTS
from redaction.spans import Finding, Span, words_beside


class Kind(StrEnum):
    """What a word announces: how its value is judged depends on it."""

    USER = "user"  # a word for the name itself, or for signing in under it
    ACCOUNT = "account"  # a word for the person or the account; says less
    PASSWORD = "password"  # noqa: S105
    PIN = "pin"
    TOKEN = "token"  # noqa: S105


# Words in small letters, one line a language: en fr es de it nl pt sv da no fi pl cs sk hu ro hr sl et lv lt el bg.
_WORDS: Final = {
    Kind.USER: (
        "username, user name, userid, user id, login, login name, login id, logon, logon name, sign-in name, screen name, nickname, "
        "logged in as, log in as, login as, logging in as, signed in as, sign in as, signing in as, logged on as,"
        "identifiant, nom d'utilisateur, nom d’utilisateur, pseudo, connecté en tant que, connectée en tant que,"
        "nombre de usuario, conectado como, conectada como, entro como,"
        "benutzername, benutzernamen, nutzername, nutzernamen, anmeldename, anmeldenamen, benutzerkennung, kennung, angemeldet als, eingeloggt als,"
        "nome utente, accedo come, connesso come, connessa come,"
        "gebruikersnaam, inlognaam, loginnaam, ingelogd als, aangemeld als,"
        "nome de utilizador, nome de usuário, nome de usuario, autenticado como, entrei como,"
        "användarnamn, användarnamnet, inloggningsnamn, inloggad som,"
        "brugernavn, brugernavnet, logget ind som,"
        "brukernavn, brukernavnet, logget inn som, logget på som,"
        "käyttäjätunnus, käyttäjätunnukseni, käyttäjätunnuksensa, käyttäjänimi, käyttäjänimeni, tunnukseni,"
        "nazwa użytkownika, nazwą użytkownika, nazwę użytkownika, zalogowany jako, zalogowana jako,"
        "uživatelské jméno, uživatelským jménem, přihlašovací jméno, přihlášen jako, přihlášena jako,"
        "používateľské meno, užívateľské meno, prihlasovacie meno, prihlásený ako, prihlásená ako,"
        "felhasználónév, felhasználónevem, felhasználóneve, felhasználói név, bejelentkezési név,"
        "nume de utilizator, numele de utilizator, numele meu de utilizator, conectat ca, autentificat ca,"
        "korisničko ime, korisničkim imenom, prijavljen kao, prijavljena kao,"
        "uporabniško ime, uporabniškim imenom, prijavljen kot, prijavljena kot,"
        "kasutajanimi, kasutajatunnus, kasutajanimeks, sisse logitud kui,"
        "lietotājvārds, lietotāja vārds, pierakstījies kā, pierakstījusies kā,"
        "naudotojo vardas, vartotojo vardas, prisijungimo vardas, prisijungęs kaip, prisijungusi kaip,"
        "όνομα χρήστη, όνομα του χρήστη, συνδεδεμένος ως, συνδεδεμένη ως,"
        "потребителско име, потребителското име, потребителското ми име, влязъл като, влязла като"
    ),
    Kind.ACCOUNT: (
        "user, account, utilisateur, utilisatrice, compte, usuario, usuaria, cuenta, benutzer, benutzerin, nutzer, konto, utente, "
        "gebruiker, utilizador, utilizadora, usuário, usuária, conta, användare, användaren, konto, kontot, bruger, brugeren, "
        "bruker, brukeren, kontoen, käyttäjä, käyttäjän, tunnus, tili, użytkownik, użytkownika, uživatel, uživatele, účet, "
        "používateľ, používateľa, účet, felhasználó, fiók, utilizator, utilizatorul, contul, korisnik, korisnika, račun, uporabnik, "
        "kasutaja, lietotājs, naudotojas, vartotojas, χρήστης, χρηστης, λογαριασμός, потребител, потребителя, акаунт"
    ),
    Kind.PASSWORD: (
        "password, passwords, passwd, passcode, passphrase, pass phrase, pwd, mot de passe, phrase de passe, mdp, contraseña, clave, "
        "passwort, kennwort, passphrase, parola d'ordine, parola chiave, wachtwoord, toegangscode, wachtwoordzin, palavra-passe, "
        "palavra passe, senha, lösenord, lösenordet, adgangskode, adgangskoden, kodeord, kodeordet, passord, passordet, salasana, "
        "salasanani, salasanansa, hasło, hasłem, hasła, heslo, heslem, heslom, hesla, jelszó, jelszavam, jelszava, parolă, parola, "
        "lozinka, lozinku, lozinkom, zaporka, geslo, geslom, parool, parooli, salasõna, parole, paroli, slaptažodis, slaptažodį, "
        "pw, κωδικός, κωδικος, κωδικό, κωδικός πρόσβασης, κωδικός μου, συνθηματικό, парола, паролата, паролата ми"
    ),
    Kind.PIN: (
        "pin, pin code, pin-code, pin number, pin-nummer, code pin, código pin, codice pin, pincode, pinkode, pin-kod, pin-koodi, "
        "kod pin, pin kód, pin-kód, cod pin, koda pin, pin-kood, pin kods, pin kodas, κωδικός pin, пин, пин код"
    ),
    Kind.TOKEN: (
        "token, tokens, access token, bearer token, api token, api key, api-key, apikey, access key, secret key, client secret, secret, "
        "jeton, clé api, clé d'api, clave api, clave de api, api-schlüssel, zugriffsschlüssel, chiave api, api-sleutel, "
        "chave api, chave de api, api-nyckel, api-nyckeln, api-nøgle, api-nøkkel, api-avain, klucz api, klíč api, kľúč api, api-kulcs, "
        "cheie api, api ključ, api-võti, api atslēga, api raktas, κλειδί api, api ключ"
    ),
}  # fmt: skip
_KIND_OF: Final = {
    word.strip(): kind for kind, words in _WORDS.items() for word in words.split(",") if word.strip()
}
# Short for a password, and other words, too: only right behind a user name.
_SHORT: Final = frozenset({"pass", "ww", "lösen", "parol"})


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words that reads each letter once; a space may be the end of a line."""
    tree: dict[str, list[str]] = {}
    for word in words:
        tree.setdefault(word[:1], []).append(word[1:])
    ways = [
        (r"\s" if letter == " " else regex.escape(letter)) + _any_of(rest)
        for letter, rest in tree.items()
        if letter
    ]
    said = "|".join(ways)
    return f"(?:{said})" + ("?" if "" in tree else "") if ways else ""


# Plain alternatives took 0.7 seconds a megabyte, this takes 0.12 (2026-11-25).
_WORD: Final = regex.compile(r"(?i)\b" + _any_of({*_KIND_OF, *_SHORT}) + r"(?=[\s,(\"'`“„‘«:]|$)")
_GLUED: Final = frozenset("_./@$-")  # before a word: it is the end of another, of a path or a link
_IS: Final = (
    r"(?:is|was|ist|war|lautet|est|c['’]?est|était|es|era|è|é|är|var|er|on|oli|to|jest|je|byl[oa]?|bol[oa]?|bil[aoe]?|ir|bija|yra|buvo|este|"
    r"era|είναι|ήταν|е|беше|volt)"
)
_STILL: Final = r"(?:now|still|just|set to|jetzt|noch|maintenant|toujours|ahora|ora|adesso|nu|agora|nyt|teraz|nyní|teď|most|acum|sada)"
# French sets a space inside its quotes.
_QUOTED: Final = (
    r"(?<quote>[\"'`“”„‘«»])[ \u00a0\u202f]?(?<hide>[^\s\"'`“”„’«»<>](?:[^\n\"'`“”„’«»<>]{0,62}[^\s\"'`“”„’«»<>])?)"
    r"[ \u00a0\u202f]?[\"'`“”’‘«»]"
)
_BARE: Final = r"(?<hide>[^\s\"'`“”„’«»<>()\[\]{},;|]{2,120})"
# "O utilizador dela é …": whose it is may stand between the word and what it is.
_AFTER: Final = regex.compile(
    r"(?i)(?:(?:\s(?:del[ea]s?|mi|mu|jí|jej|meu|minha|meo|mea))?(?:\s|[ ]\n)(?<is>"
    + _IS
    + r")(?:\s"
    + _STILL
    + r")?(?=\s))?(?::?\s{1,2}|,\s|[ ]?\()(?:"
    + _QUOTED
    + "|"
    + _BARE
    + ")"
)
# Read from its end, so that most words are done with at the first letter.
_BEFORE: Final = regex.compile(
    r"(?ri)(?<![^\s\"'`“”„‘«»(])(?<quote>[\"'`“”„‘«»])?(?<hide>[^\s\"'`“”„’«»<>()\[\]{},;|]{2,120})[\"'`“”’‘«»]?"
    r"\s(?:" + _IS + r"|as|als|como|come|comme|som|jako|ako|kot|kao|ca|като|ως)\s(?:\p{L}{1,8}\s){0,2}$"
)
# Between a user name and the password that goes with it; then plain letters are a name, too.
_WITH: Final = regex.compile(r"[\s,;/&+-]{1,4}(?:\p{L}{1,3}\s){0,2}(?:\p{L}{2,5}\s)?")


_ACCOUNT_BEFORE: Final = regex.compile(
    r"(?ri)(?<![\p{L}\p{N}_./@$-])"
    + _any_of(word for word, kind in _KIND_OF.items() if kind in (Kind.USER, Kind.ACCOUNT))
    + r":?\s(?:"
    + _IS
    + r"\s)?[\"'`“„]?(?<name>[^\s\"'`“”„,;]{3,40})[\"'`”“]?[\s,;/&+-]{1,4}(?:\p{L}{1,3}\s){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """User names, passwords, PINs and keys beside the word for them, on either side and in quotes or without."""

    id: str = "spoken"

    def find(self, page: Page) -> Iterator[Finding]:
        for word in matches(_WORD, page):
            if page.text[word.start() - 1 : word.start()] in _GLUED:
                continue
            kind = _kind_of(word)
            for said in (_AFTER.match(page.text, word.end()), _before(page.text, word.start())):
                span = said and _value(said, kind, page.text, word)
                if span:
                    context = words_beside(page.text, Span(*word.span()), [span])
                    yield Finding(span, _ENTITY[kind], LIKELY + 0.1, f"{self.id}.{kind}", context)


def _kind_of(word: regex.Match[str]) -> Kind:
    return _KIND_OF.get(regex.sub(r"\s", " ", word.group().lower()), Kind.PASSWORD)


_ENTITY: Final = {
    Kind.USER: "USERNAME",
    Kind.ACCOUNT: "USERNAME",
    Kind.PASSWORD: "SECRET",
    Kind.PIN: "SECRET",
    Kind.TOKEN: "SECRET",
}
_LOOK_BACK: Final = 180  # the longest value, what links it and two words more


def _before(text: str, at: int) -> regex.Match[str] | None:
    line = max(text.rfind("\n", 0, at) + 1, at - _LOOK_BACK)
    return _BEFORE.search(text, line, at) if at > line else None


def _value(said: regex.Match[str], kind: Kind, text: str, word: regex.Match[str]) -> Span | None:
    """Where the value stands that the word announces, without the marks of the sentence; None for no value."""
    ends_well = kind in (Kind.PASSWORD, Kind.TOKEN)
    value = said.group("hide").rstrip(".:" if ends_well else ".:!?")
    if (
        len(value) < 2
        or stands_in(value)
        or value.lower() in NOBODY
        or text[said.end() : said.end() + 1] == "("
    ):
        return None
    quoted = said.group("quote") is not None
    # A verb stands in every match that looks back; the word alone is closer to its value and says less.
    is_said = said.re is _BEFORE or said.group("is") is not None or word.group().lower().endswith(_AS)
    match kind:
        case Kind.USER | Kind.ACCOUNT:
            if (said.groupdict().get("is") or "").lower() == "to" and not _is_polish(text, word):
                is_said = False
            named = kind is Kind.USER
            # `Benutzer: …` is a field; in `(login …)` the bracket says so.
            is_said = is_said or said.group().startswith(":")
            is_said = is_said or (named and text[word.start() - 1 : word.start()] == "(")
            found = _is_login(value, named=named, is_said=is_said, quoted=quoted) or (
                _is_letters(value)
                and (
                    ((named or is_said) and _is_of_somebody_here(value, text, word.start()))
                    or _has_password(text, said.start("hide") + len(value))
                )
            )
            found = found or (
                regex.fullmatch(r"\p{L}{2,}[._-]\p{L}[\p{L}\p{N}]*", value) is not None
                and _has_password(text, said.start("hide") + len(value))
            )
        case Kind.PASSWORD if word.group().lower() in _SHORT:
            found = _follows_account(text, word.start()) and _goes_with_a_name(value)
        case Kind.PASSWORD:
            found = (
                (quoted and is_said and len(value) > 3 and value.lower() not in _STATES)
                or is_chosen(value)
                or (_goes_with_a_name(value) and _follows_account(text, word.start()))
            )
        case Kind.PIN:
            found = regex.fullmatch(r"\d{4,8}", value) is not None and (
                is_said or word.group() != word.group().lower() or _follows_account(text, word.start())
            )
        case Kind.TOKEN:
            found = looks_random(value, 12) and not is_uuid(value) and not regex.search(r"[/(:]", value)
    return Span(said.start("hide"), said.start("hide") + len(value)) if found else None


_AS: Final = (" as", " que", " como", " come", " als", " som", " jako", " ako", " ca", " kao", " kot", " kui", " kā", " kaip", " ως", " като")  # fmt: skip


def _is_polish(text: str, word: regex.Match[str]) -> bool:
    """ "Login to …" goes to a machine in English and says who somebody is in Polish, after "my" or "her"."""
    before = text[max(0, word.start() - 12) : word.start()]
    return regex.search(r"(?i)\b(?:mój|moj|jej|jego|ich|nasz|mojej|pani|pana)\s$", before) is not None


# What a message says of a password in quotes, instead of the password.
_STATES: Final = frozenset(
    "incorrect invalid wrong expired weak missing blank unknown required mandatory falsch ungültig abgelaufen incorrecte incorrecta "
    "incorrecto invalide inválida errata scaduta onjuist ongeldig verlopen inválido fel felaktigt forkert ugyldig feil väärä "
    "nieprawidłowe nesprávné nesprávne hibás incorectă netočna napačno vale nepareiza neteisingas λάθος грешна".split()
)
# Technical names with a figure: algorithms, protocols, products, versions, tickets, message codes, shared accounts.
_TECHNICAL: Final = regex.compile(
    r"(?i)(?:sha|md|aes|des|rsa|ntlm|bcrypt|argon|pbkdf|scrypt|utf|base|oauth|saml|office|http|ipv|win|windows|ios|android|java|python|node|php|"
    r"o|v|x|db|web|srv|server|host|app|line|step|field|page|form|type|option|version|release|rev|build|error|event|code|kb|cve|rfc|iso|s|ec|ldap|"
    r"user|test|tester|admin|guest|foo|bar|example|demo|sample|root|role|group|team)[-_.]?v?\d[\d._-]*\w?|(?-i:[A-Z]{2,10}-\d{1,7}|[A-Z]{2,}\d{4,})|0x[0-9a-f]+|2fa"
)
# Parts of a name in code or of a host's: `request.user`, `user.getName`, `mail.example.com`, `setup.py`.
_CODE_PART: Final = frozenset(
    "user users username name id ids self this request req config settings auth login account accounts password session profile group groups role roles "
    "object model models field fields type value data list info api app www http https com org net io dev gov edu example exe dll py js ts rb php java "
    "html xml json yml yaml txt log conf cfg ini sh get set is has to from table tables service services server client default test e g i z b s".split()
)
_ROLES: Final = frozenset(
    "customer customers agent agents manager supervisor editor viewer owner member superuser superadmin moderator staff requester client kunde agent".split()
)


def _is_login(value: str, *, named: bool, is_said: bool, quoted: bool) -> bool:
    """True for what an account is called: letters with a figure, a dot or `_` among them, or built from a name."""
    low = value.lower()
    if (
        low in _ROLES
        or not regex.fullmatch(r"\p{L}[\p{L}\p{N}]*(?:[._+-]?[\p{L}\p{N}]+)*_?", value)
        or len(value) > 40
    ):
        return False
    if _TECHNICAL.fullmatch(value) or any(part in _CODE_PART for part in regex.split(r"[._+-]", low)):
        return False
    if regex.search(r"\d", value):
        return regex.search(r"\p{L}{2}", value) is not None
    if "." in value or "_" in value:
        parts = regex.split(r"[._]", low)
        # `m.sample` and `sample.m`: an initial and a name, whatever name it is.
        with_initial = len(parts) == 2 and min(map(len, parts)) == 1 and max(map(len, parts)) > 3
        return (named and (is_said or quoted)) or with_initial or _is_of_names(parts)
    if not _is_letters(value):
        return False
    if quoted and named and is_said:
        return low not in FUNCTION_WORDS
    return (named or is_said or quoted) and low not in ORDINARY and built_from_name(low)


def _is_of_names(parts: list[str]) -> bool:
    return any(part in family_names() or part in given_names() for part in parts)


def _is_letters(value: str) -> bool:
    """One word that can be an account's name and is no word of a sentence that is known here."""
    low = value.lower()
    return (
        regex.fullmatch(r"[a-z]{3,24}", value) is not None
        and low not in FUNCTION_WORDS
        and low not in ORDINARY
        and low not in PRODUCTS
        and low not in _STATES
    )


_NEAR: Final = 600  # code points around an account in which its owner's name may stand


def _is_of_somebody_here(low: str, text: str, at: int) -> bool:
    """True for letters that are a capitalised word, or two in a row, near by with at most two more."""
    words = [
        word.lower() for word in regex.findall(r"\p{Lu}[\p{L}\p{M}]+", text[max(0, at - _NEAR) : at + _NEAR])
    ]
    names = {*words, *(one + other for one, other in pairwise(words))}
    if low in names:
        return _is_of_names([low])
    # "Lock" and "locked" are one word of a sentence, not a name and an initial.
    stems = (low[1:], low[2:], *([low[:-1]] if low[-1] not in "desy" else []))
    return any(len(stem) > 3 and stem in names and stem not in ORDINARY for stem in stems)


def _has_password(text: str, at: int) -> bool:
    """True when the password that goes with an account is said right behind it."""
    link = _WITH.match(text, at)
    # The pattern may take a piece of the word, too: try each place where a word begins.
    for start in range(link.end(), at, -1) if link else ():
        word = _WORD.match(text, start)
        if word and _kind_of(word) is Kind.PASSWORD:
            said = _AFTER.match(text, word.end())
            return said is not None and _goes_with_a_name(said.group("hide").rstrip(".:"))
    return False


def _follows_account(text: str, at: int) -> bool:
    """True when the word at `at` stands right behind a word for a user and a name with a figure or mark in it."""
    line = max(text.rfind("\n", 0, at) + 1, at - 80)
    said = _ACCOUNT_BEFORE.search(text, line, at)
    return said is not None and regex.search(r"[\d._-]", said["name"]) is not None


# Without what tells a password from a word: the user name before it does.
def _goes_with_a_name(value: str) -> bool:
    low = value.lower()
    if is_chosen(value):
        return True
    plain = low in FUNCTION_WORDS or low in ORDINARY or low in PRODUCTS or low in _STATES
    return regex.fullmatch(r"[\p{L}\p{N}]{5,40}", value) is not None and not plain and not stands_in(value)


def is_chosen(value: str) -> bool:
    """True for what somebody made up as a password: letters with figures or marks among them, six or more.

    Small letters with a single figure are the name of a thing (`field2`).
    """
    if not 6 <= len(value) <= 64 or not regex.search(r"\p{L}", value) or stands_in(value):
        return False
    if _TECHNICAL.fullmatch(value) or regex.search(
        r"://|^[/.~]|[()]|^[\w.-]+\.\w{2,4}$|^[^@\s]+@[\w-]+\.[\w.-]+$", value
    ):
        return False
    digits, marks = (
        len(regex.findall(r"\d", value)),
        len(regex.findall(r"[!#$%^&*+=~?@_§€]", value.rstrip("!?"))),
    )
    mixed = regex.search(r"\p{Lu}", value) is not None and regex.search(r"\p{Ll}", value) is not None
    if not digits:
        return (
            marks > 0
            and regex.search(r"[!#$%^&*+=~§€@]", value.rstrip("!?")) is not None
            and "_" not in value
        )
    return digits > 1 or marks > 0 or mixed or value[-1] in "!?"


_PLAIN: Final = 0.1


def is_plain_word(text: str, finding: Finding, sense: NameSense) -> bool:
    """True for an account that is a word of the language with a family name in it: "my username is however".

    What is built from an initial and a name has no company in texts, or that
    of names: of 64,230 made of the listed family names 95 are taken for words
    (2026-11-25). A value in quotes is what somebody says it is.
    """
    said = finding.span.of(text)
    if not finding.rule.startswith(("spoken.user", "spoken.account")) or not regex.fullmatch("[a-z]+", said):
        return False
    if text[finding.span.start - 1 : finding.span.start] in _QUOTES or _is_of_names([said]):
        return False
    likeness = sense.of(said)
    return likeness is not None and likeness < _PLAIN


_QUOTES: Final = frozenset("\"'`“”„‘«»")


RECOGNIZERS: Final = (Spoken(),)
