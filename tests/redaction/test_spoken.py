"""Names, passwords and keys that sentences name, in each language; and sentences that name none."""

from __future__ import annotations

import time

import pytest

from redaction.recognizers import spoken
from redaction.recognizers.rules import Clock, Page


def hidden(text: str) -> list[str]:
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    return sorted({finding.span.of(text) for rule in spoken.RECOGNIZERS for finding in rule.find(page)})


USERS = [
    ("en", "Jo Vantongeren is back. Her login is vantongerenj.", "vantongerenj"),
    ("es", "escribe Lía De Robles; su usuario es derobleso.", "derobleso"),
    ("no", "Åge Ågerholt (brukernavn aage.aagerholt)", "aage.aagerholt"),
    ("en", "Her login is quillon47.", "quillon47"),
    ("en", "My username is still jhargreaves, I think", "jhargreaves"),
    ("en", "The user name was orla.venning before", "orla.venning"),
    ("en", "1. Sign in as `tolvanenk`", "tolvanenk"),
    ("en", "I am logged in as mira_okonjo2", "mira_okonjo2"),
    ("en", "quillon47 is her username", "quillon47"),
    ("en", "her username\nis quillon47", "quillon47"),
    ("fr", "mon collègue (identifiant quillon47) non plus", "quillon47"),
    ("fr", "Mon nom d’utilisateur est quillon47.", "quillon47"),
    ("es", "su usuario es pvillanueva.", "pvillanueva"),
    ("es", "mi nombre de usuario es quillon47", "quillon47"),
    ("de", "Ihr Benutzername ist orla.venning. Danke", "orla.venning"),
    ("de", "quillon47 ist mein Benutzername", "quillon47"),
    ("de", "angemeldet als quillon47, sehe ich nichts", "quillon47"),
    ("it", "Il suo utente è quillon47.", "quillon47"),
    ("nl", "Zijn gebruikersnaam is quillon47.", "quillon47"),
    ("pt", "O utilizador\ndela é quillon47.", "quillon47"),
    ("sv", "Hans\nanvändarnamn är quillon47.", "quillon47"),
    ("da", "Hans brugernavn er quillon47.", "quillon47"),
    ("no", "en kollega (brukernavn orla.hansen).", "orla.hansen"),
    ("fi", "ja käyttäjätunnus quillon47.", "quillon47"),
    ("pl", "a jej login to quillon47.", "quillon47"),
    ("cs", "uživatelské jméno quillon47.", "quillon47"),
    ("sk", "moje používateľské meno je quillon47", "quillon47"),
    ("hu", "a felhasználónevem quillon47", "quillon47"),
    ("ro", "numele de utilizator este quillon47", "quillon47"),
    ("hr", "moje korisničko ime je quillon47", "quillon47"),
    ("sl", "moje uporabniško ime je quillon47", "quillon47"),
    ("et", "minu kasutajanimi on quillon47", "quillon47"),
    ("lv", "mans lietotājvārds ir quillon47", "quillon47"),
    ("lt", "mano naudotojo vardas yra quillon47", "quillon47"),
    ("el", "το όνομα χρήστη είναι quillon47", "quillon47"),
    ("bg", "потребителското ми име е quillon47", "quillon47"),
]
PASSWORDS = [
    ("en", "and the password gar9den_ which worked", "gar9den_"),
    ("en", "the password is 'quite a long one'", "quite a long one"),
    ("en", "Gr4vel!Path is my old password", "Gr4vel!Path"),
    ("en", "I use Gr4vel!Path as my password", "Gr4vel!Path"),
    ("en", "my password is Gr4velPath!", "Gr4velPath!"),
    ("fr", "mot de passe gravier31$. merci", "gravier31$"),
    ("es", "contraseña Gr4vel62?, ayer", "Gr4vel62?"),
    ("de", "passwort Kiesweg31! - bitte", "Kiesweg31!"),
    ("it", "password ghiaia31#", "ghiaia31#"),
    ("nl", "wachtwoord grind31_", "grind31_"),
    ("pt", "palavra-passe Gr4vel62$", "Gr4vel62$"),
    ("sv", "lösenord Gruset62#", "Gruset62#"),
    ("da", "Mit kodeord er gruset62$, kan", "gruset62$"),
    ("no", "passordet er Gruset62#", "Gruset62#"),
    ("fi", "salasanani on Sora6262", "Sora6262"),
    ("pl", "moje hasło to Zwir6262", "Zwir6262"),
    ("cs", "heslo je Sterk6262", "Sterk6262"),
    ("sk", "heslo je Sterk6262", "Sterk6262"),
    ("hu", "a jelszavam Kavics62", "Kavics62"),
    ("ro", "parola este Pietris62", "Pietris62"),
    ("hr", "lozinka je Sljunak62", "Sljunak62"),
    ("sl", "geslo je Gramoz62", "Gramoz62"),
    ("et", "parool on Kruus6262", "Kruus6262"),
    ("lv", "parole ir Grants62", "Grants62"),
    ("lt", "slaptažodis yra Zvyras62", "Zvyras62"),
    ("el", "ο κωδικός είναι Xaliki62", "Xaliki62"),
    ("bg", "паролата е Chakal62", "Chakal62"),
]


@pytest.mark.parametrize(("language", "text", "value"), USERS + PASSWORDS)
def test_what_a_sentence_names_is_found(language: str, text: str, value: str) -> None:
    assert hidden(text) == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("username is bvolk and the password gar9den_ which", ["bvolk", "gar9den_"]),
        ("usuario bvolk contraseña Gr4vel62#, ayer", ["Gr4vel62#", "bvolk"]),
        ("utente bvolk, password ghiaia31#", ["bvolk", "ghiaia31#"]),
        ("gebruiker bvolk, wachtwoord grind31_", ["bvolk", "grind31_"]),
        ("user page, password Gr4vel62#", ["Gr4vel62#"]),
        ("Konto bvolk / Kennwort Kiesweg31!", ["Kiesweg31!", "bvolk"]),
    ],
)
def test_plain_letters_before_a_password_are_a_user_name(text: str, values: list[str]) -> None:
    assert hidden(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("I call it with my token qT7vLw2mXz9RbK4nHs8d:", ["qT7vLw2mXz9RbK4nHs8d"]),
        ("der API-Schlüssel ist qT7vLw2mXz9RbK4nHs8d.", ["qT7vLw2mXz9RbK4nHs8d"]),
        ("ma clé API est qT7vLw2mXz9RbK4nHs8d", ["qT7vLw2mXz9RbK4nHs8d"]),
        ("my PIN 7391 is refused", ["7391"]),
        ("moj pin je 7391", ["7391"]),
        ("the pin 7391 of the connector", []),
        ("the token expired_at_midnight is odd", []),
        ("token 0d9c3a6e-8b1f-4f60-a1f4-20555010417c", []),
    ],
)
def test_keys_and_pins(text: str, values: list[str]) -> None:
    assert hidden(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "my password does not work",
        "The password is wrong and the username is locked.",
        "the login is slow, and the login page is worse",
        "My username is case sensitive and longer than before",
        "Sign in as administrator, then sign in as `customer`.",
        "I log in as user and login to web01 or to jira.example.com",
        "the error says password 'must be longer'; password is 'incorrect'",
        "the password SHA256 hash, password v2.0.1, password JRA-1234",
        "We store the password with PBKDF2 and the user in user.getName()",
        "Locked again. My login is locked. Failed: the login failed",
        "login is required, user is request.user, account is config.account",
        "set the password field2 and the account type3",
        "password: ******** and password <your-password>",
        "the path /home/password Ab12cd34 is odd",
        "Mein Passwort geht nicht, der Benutzername ist gesperrt.",
        "Le mot de passe est refusé et l’identifiant est inconnu.",
        "La contraseña es incorrecta y el usuario es correcto.",
        "La password è errata e il nome utente è sbagliato.",
        "Het wachtwoord is onjuist, de gebruikersnaam is onbekend.",
        "A senha é inválida e o utilizador é desconhecido.",
        "Lösenordet är fel, användarnamnet är okänt.",
        "Hasło to nie wszystko, login jest zajęty.",
        "Heslo je nesprávné, uživatel je zablokován.",
        "A jelszó hibás, a felhasználónév foglalt.",
        "Salasana on väärä ja käyttäjätunnus on lukittu.",
        "Ο κωδικός είναι λάθος. Паролата е грешна.",
    ],
)
def test_sentences_about_passwords_name_none(text: str) -> None:
    assert hidden(text) == []


@pytest.mark.parametrize("line", ["password " * 10_000, "login is " * 10_000, "my a is the " * 10_000])
def test_a_line_of_nothing_but_such_words_is_read_to_its_end(line: str) -> None:
    assert hidden(line + "username is quillon47") == ["quillon47"]
