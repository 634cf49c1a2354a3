"""Invented personal values of the Territories, for the evaluation set: one person of one country at a time.

Numbers come from ranges set aside for tests, films or documentation where a
country has one; elsewhere they only have the right shape and check digits.
Sources: RFC 5737, 3849, 7042 (addresses of networks), NANP 555-01xx, Ofcom,
ACMA, ARCEP, Bundesnetzagentur, PTS (telephone numbers for drama), test card
numbers of the card schemes, the examples of the IBAN registry.
"""

from __future__ import annotations

import base64
import json
import random
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import phonenumbers

from tests.evaluation.names import PEOPLE


@dataclass(frozen=True, slots=True)
class Country:
    """What is written how there.

    `street`, `number` and `paper` use `#` for a digit, `@` for a capital letter and `?` for either; `valid`
    names the stdnum module that says whether a number is well-formed, "" for none.
    """

    code: str
    lang: str
    towns: tuple[str, ...]
    streets: tuple[str, ...]
    address: str  # {street} {house} {code} {town}
    postcode: str
    phones: tuple[str, ...]  # numbers for drama; none: an example number of the numbering plan, varied
    id_name: str
    id_shape: str
    valid: str
    paper_name: str
    paper_shape: str
    health_name: str
    health_shape: str
    plate: str


def _rows(table: str) -> dict[str, Country]:
    countries = {}
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        code, lang, towns, streets, address, postcode, phones, *rest = cells
        words = [
            tuple(part.strip() for part in cell.split(";") if part.strip())
            for cell in (towns, streets, phones)
        ]
        countries[code] = Country(code, lang, words[0], words[1], address, postcode, words[2], *rest)
    return countries


# code | language | towns | streets | address | postcode | phones | identity number: words, shape, validator
# | paper: words, shape | health or insurance number: words, shape | plate
COUNTRIES = _rows(
    """
US|en|Springfield, OR;Dayton, OH;Mesa, AZ;Tulsa, OK|Maple Hollow Dr;W Birchwood Ave;Old Quarry Rd Apt 4B;Pinecrest Blvd;SE 14th St|{house} {street}, {town} {code}|97###|(415) 555-01##;212-555-01##;+1 303 555 01##;1-800-555-01##;415.555.01##|SSN|8##-##-####|us.ssn|passport no.|5########|Medicare number|1EG4-TE5-MK7#|8ABC###
GB|en|Leeds;Bristol;Dundee;Swansea|Heron Close;St Aldate's Row;Mill Bank Lane;Victoria Terrace|{house} {street}, {town} {code}|LS## #@@|020 7946 0###;07700 900###;+44 1632 960###;0117 496 0###|National Insurance number|QQ ## ## ## C||driving licence|MORGA657054SM9I@|NHS number|999 ### ####|QX## ABC
CA|en|Kelowna, BC;Guelph, ON;Moncton, NB|Larch Street;Rideau Crescent;King Edward Ave|{house} {street}, {town} {code}|V1Y #@#|604-555-01##;(613) 555-01##;+1 416 555 01##|SIN|9## ### ###|ca.sin|passport|GA######|health card|####-###-###-AB|ABCD ###
AU|en|Geelong VIC;Cairns QLD;Fremantle WA|Wattle Grove;Kookaburra Parade;Station Street|{house} {street}, {town} {code}|3###|0491 570 1##;(02) 5550 0###;+61 491 570 1##|TFN|### ### ###|au.tfn|passport number|PA#######|Medicare number|2### ##### #|1AB 2CD
NZ|en|Hamilton;Napier;Nelson|Totara Road;Pukeko Place;Marine Parade|{house} {street}, {town} {code}|3###||IRD number|49-###-###|nz.ird|passport|LA######|NHI|ZAA00##|ABC###
IE|en|Galway;Cork;Sligo|Chapel Lane;Harbour View;Main Street|{house} {street}, {town} {code}|H91 @#@#|020 915 0###|PPS number|#######@|ie.pps|passport no.|PT#######|medical card|M######A|231-G-#####
FR|fr|Nantes;Dijon;Quimper;Limoges|rue des Tanneurs;avenue Jean-Moulin;impasse du Lavoir;boulevard de la Liberté|{house} {street}, {code} {town}|44###|01 99 00 ## ##;06 39 98 ## ##;+33 6 39 98 ## ##;02.61.91.##.##|numéro de sécurité sociale|1 84 12 99 ### ### ##|fr.nir|carte d'identité n°|99@@#####|numéro d'assuré|1 84 12 99 ### ### ##|AA-###-ZZ
ES|es|Cuenca;Vigo;Almería;Burgos|Calle del Olmo;Avenida de los Almendros;Plaza de San Roque|{street}, {house}, {code} {town}|16###||DNI|99######@|es.dni|pasaporte n.º|XAA######|número de la seguridad social|28 ######## ##|#### BCD
DE|de|Bielefeld;Erfurt;Ulm;Rostock|Lindenweg;Am Alten Markt;Goethestraße;Hinter den Höfen|{street} {house}, {code} {town}|33###|030 23125###;0221 4710###;0171 39200##;+49 89 99998###;0176 04069###|Steuer-ID|86 09# ### ###|de.idnr|Personalausweisnummer|T2200###9#|Krankenversichertennummer|A########7|BI-XY ###
AT|de|Graz;Linz;Wels|Mozartgasse;Untere Hauptstraße|{street} {house}, {code} {town}|8###||Sozialversicherungsnummer|#### 010180|at.vnr|Reisepass Nr.|P ###### 7|SVNR|#### 010180|G-##### A
IT|it|Ferrara;Lecce;Cuneo;Trento|via dei Mille;corso Garibaldi;largo San Biagio|{street} {house}, {code} {town}|44###||codice fiscale|RSSMRA85T10A562S|it.codicefiscale|carta d'identità n.|CA#####AA|tessera sanitaria|8038000#############|AB ### CD
NL|nl|Zwolle;Breda;Hoorn;Almelo|Kastanjelaan;Oude Gracht;Prins Hendrikstraat|{street} {house}, {code} {town}|80## AB||BSN|9999#####|nl.bsn|paspoort|SPECI20##|polisnummer|10########|AB-###-C
BE|nl|Gent;Leuven;Namur|Kerkstraat;Rozenlaan|{street} {house}, {code} {town}|90##||rijksregisternummer|85.07.30-###.##|be.nn|identiteitskaart|591-#######-##|aansluitingsnummer|85######## ##|1-ABC-###
PT|pt|Braga;Évora;Aveiro;Faro|Rua das Oliveiras;Avenida da República;Travessa do Moinho|{street}, {house}, {code} {town}|47##-###||NIF|2########|pt.nif|cartão de cidadão|########|número de utente|9########|AA-##-BB
SE|sv|Umeå;Borås;Västerås|Björkvägen;Storgatan;Kyrkogårdsgatan|{street} {house}, {code} {town}|9## ##|08-465 004 ##;070-174 06 ##;031-390 06 ##|personnummer|811218-98##|se.personnummer|passnummer|9#######|försäkringsnummer|F-#######|ABC ##A
DK|da|Aalborg;Kolding;Svendborg|Nørregade;Skovbrynet;Havnevej|{street} {house}, {code} {town}|9###||CPR-nummer|010180-####|dk.cpr|pasnummer|20#######|sygesikringsnummer|010180-####|AB ## ###
FI|fi|Oulu;Kuopio;Vaasa|Koivukuja;Rantatie;Mannerheimintie|{street} {house}, {code} {town}|90###||henkilötunnus|131052-###?|fi.hetu|passin numero|FP#######|kela-kortti|9246000########|ABC-###
NO|no|Tromsø;Hamar;Ålesund|Fjellveien;Strandgata|{street} {house}, {code} {town}|9###||fødselsnummer|010180#####|no.fodselsnummer|passnummer|9#######|pasientnummer|P-######|AB #####
PL|pl|Toruń;Rzeszów;Gdynia|ul. Lipowa;ul. Polna;al. Wojska Polskiego|{street} {house}, {code} {town}|87-###||PESEL|800101#####|pl.pesel|dowód osobisty|ABA######|nr ubezpieczenia|UB-########|CT #####
CZ|cs|Olomouc;Plzeň;Zlín|Lipová;Nádražní;Na Kopečku|{street} {house}, {code} {town}|7## ##||rodné číslo|715322/####|cz.rc|občanský průkaz|9########|číslo pojištěnce|715322####|3AB ####
SK|sk|Žilina;Košice;Nitra|Hlavná;Lesná|{street} {house}, {code} {town}|0## ##||rodné číslo|715322/####|sk.rc|občiansky preukaz|EA######|číslo poistenca|715322####|ZA-###AB
HU|hu|Szeged;Pécs;Eger|Petőfi utca;Akácfa utca|{code} {town}, {street} {house}.|67##||adóazonosító jel|8#########||személyi igazolvány|######AE|TAJ-szám|### ### ###|AA BB-###
RO|ro|Iași;Brașov;Oradea|Strada Teiului;Bulevardul Unirii|{street} nr. {house}, {code} {town}|70####||CNP|1800101######|ro.cnp|carte de identitate seria|MX ######|cod asigurat|2###############|IS-##-ABC
BG|bg|Пловдив;Русе;Варна|ул. Липа;бул. Витоша|{street} {house}, {code} {town}|4###||ЕГН|752316####|bg.egn|лична карта|64#######|осигурителен номер|752316####|PB #### AB
EL|el|Πάτρα;Βόλος;Χανιά|οδός Ακακιών;Λεωφόρος Ειρήνης|{street} {house}, {code} {town}|26###||ΑΦΜ|#########|gr.vat|αριθμός διαβατηρίου|AN#######|ΑΜΚΑ|010180#####|AXA-####
HR|hr|Split;Osijek|Ulica lipa;Obala kneza Domagoja|{street} {house}, {code} {town}|21###||OIB|###########|hr.oib|broj putovnice|0########|MBO|#########|ST ###-AB
SI|sl|Maribor;Koper|Cesta na Brdo;Slovenska ulica|{street} {house}, {code} {town}|2###||EMŠO|0101980500###|si.emso|osebna izkaznica|00#######|ZZZS številka|03#######|MB AB-###
EE|et|Tartu;Pärnu|Pärna tänav;Mere puiestee|{street} {house}, {code} {town}|51###||isikukood|3800101####|ee.ik|passi number|K#######|kindlustuse number|KN######|### ABC
LV|lv|Liepāja;Cēsis|Liepu iela;Brīvības gatve|{street} {house}, {town}, LV-{code}|34##||personas kods|010180-1####||pases numurs|LV#######|polises numurs|PN######|AB-####
LT|lt|Kaunas;Šiauliai|Liepų g.;Vilniaus g.|{street} {house}, {code} {town}|44###||asmens kodas|3800101####|lt.asmens|paso numeris|2#######|draudimo numeris|SD #######|ABC ###
MX|es|Puebla;Mérida;Zapopan|Calle Jacarandas;Avenida Reforma|{street} {house}, {code} {town}|72###||CURP|BOXW310820HNERXN09|mx.curp|pasaporte|G########|NSS|9##########|ABC-##-##
"""
)  # fmt: skip

_CARDS = (
    "4111111111111111",
    "5555555555554444",
    "4012888888881881",
    "378282246310005",
    "6011111111111117",
    "3530111333300000",
)
_IBANS = {
    "GB": "GB29NWBK60161331926819", "IE": "IE29AIBK93115212345678", "FR": "FR1420041010050500013M02606", "ES": "ES9121000418450200051332",
    "DE": "DE89370400440532013000", "AT": "AT611904300234573201", "IT": "IT60X0542811101000000123456", "NL": "NL91ABNA0417164300",
    "BE": "BE68539007547034", "PT": "PT50000201231234567890154", "SE": "SE4550000000058398257466", "DK": "DK5000400440116243",
    "FI": "FI2112345600000785", "NO": "NO9386011117947", "PL": "PL61109010140000071219812874", "CZ": "CZ6508000000192000145399",
    "SK": "SK3112000000198742637541", "HU": "HU42117730161111101800000000", "RO": "RO49AAAA1B31007593840000", "BG": "BG80BNBG96611020345678",
    "EL": "GR1601101250000000012300695", "HR": "HR1210010051863000160", "SI": "SI56263300012039086", "EE": "EE382200221020145685",
    "LV": "LV80BANK0000435195001", "LT": "LT121000011101001000",
}  # fmt: skip
_NO_MARKS = str.maketrans(
    {"ß": "ss", "ø": "oe", "æ": "ae", "å": "a", "ł": "l", "đ": "d", "ä": "ae", "ö": "oe", "ü": "ue"}
)
_FROM_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_FROM_CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъьюя", "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya".split(), strict=True))  # fmt: skip


class Somebody:
    """One invented person: whatever is asked for twice is the same twice."""

    def __init__(self, dice: random.Random, country: Country) -> None:
        given, family = PEOPLE[country.code]
        self._dice, self._country = dice, country
        self.given, self.family = dice.choice(given), dice.choice(family)
        one, other = plain(self.given), plain(self.family)
        self.user: str = dice.choice(
            (f"{one[0]}{other}", f"{one}.{other}", f"{one}{dice.randint(60, 99)}", f"{other}{one[0]}")
        )
        self.email: str = f"{dice.choice((f'{one}.{other}', f'{one[0]}{other}', f'{one}_{other}{dice.randint(1, 99)}'))}@{dice.choice(_HOSTS)}"
        self._said: dict[str, str] = {}

    @property
    def towns(self) -> tuple[str, ...]:
        return self._country.towns

    def value(self, kind: str) -> str:
        """The value of one kind of `KINDS`; the same again for this person."""
        if kind not in self._said:
            self._said[kind] = KINDS[kind][1](self)
        return self._said[kind]

    # ---- what the table below calls

    def person(self) -> str:
        return f"{self.given} {self.family}"

    def swapped(self) -> str:
        return f"{self.family}, {self.given}"

    def shouted(self) -> str:
        return self.person().upper()

    def murmured(self) -> str:
        return self.person().lower()

    def initialled(self) -> str:
        return f"{self.given[0]}. {self.family}"

    def phone(self) -> str:
        if self._country.phones:
            return self.filled(self._dice.choice(self._country.phones))
        region = {"EL": "GR"}.get(self._country.code, self._country.code)
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        assert example is not None and example.national_number is not None
        example.national_number = example.national_number // 100 * 100 + self._dice.randint(10, 98)
        form = self._dice.choice(
            (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        )
        return phonenumbers.format_number(example, form)

    def address(self) -> str:
        house, country = str(self._dice.randint(2, 188)), self._country
        return country.address.format(
            street=self._dice.choice(country.streets), house=house, code=self.filled(country.postcode),
            town=self._dice.choice(country.towns),
        )  # fmt: skip

    def birth(self) -> str:
        day, month, year = (
            self._dice.randint(1, 28),
            self._dice.randint(1, 12),
            self._dice.randint(1948, 2004),
        )
        if self._country.code in ("US", "CA"):
            return f"{month:02}/{day:02}/{year}"
        return self._dice.choice(
            (f"{day:02}.{month:02}.{year}", f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}")
        )

    def national(self) -> str:
        return self.filled(self._country.id_shape, self._country.valid)

    def paper(self) -> str:
        return self.filled(self._country.paper_shape)

    def health(self) -> str:
        valid = {"GB": "gb.nhs", "FR": "fr.nir"}.get(self._country.code, "")
        return self.filled(self._country.health_shape, valid)

    def iban(self) -> str:
        iban = _IBANS.get(self._country.code, _IBANS["DE"])
        groups = [iban[at : at + 4] for at in range(0, len(iban), 4)]
        return self._dice.choice((iban, " ".join(groups)))

    def card(self) -> str:
        card = self._dice.choice(_CARDS)
        if len(card) == 15 or self._dice.random() < 0.4:
            return card
        return self._dice.choice((" ", "-")).join(card[at : at + 4] for at in range(0, 16, 4))

    def plate(self) -> str:
        return self.filled(self._country.plate)

    def ip(self) -> str:
        return f"{self._dice.choice(('192.0.2', '198.51.100', '203.0.113'))}.{self._dice.randint(2, 254)}"

    def ip6(self) -> str:
        return f"2001:db8:{self._dice.randint(16, 65535):x}::{self._dice.randint(16, 65535):x}"

    def mac(self) -> str:
        joint = self._dice.choice(":-")
        return joint.join(("00", "00", "5E", "00", "53", f"{self._dice.randint(0, 255):02X}"))

    def machine(self) -> str:
        return self._dice.choice(
            (
                f"{plain(self.given).title()}s-MacBook-Pro",
                f"LT-{plain(self.family).upper()}",
                f"{plain(self.user)}-pc",
            )
        )

    def imei(self) -> str:
        return self.filled("35209900#######", "imei")

    def account(self) -> str:
        return self.filled(self._dice.choice(("C-######", "########", "KD######", "5#########")))

    def coordinates(self) -> str:
        return f"{self._dice.uniform(36, 60):.5f}, {self._dice.uniform(-8, 24):.5f}"

    def password(self) -> str:
        return (
            self._dice.choice(("Tr4um", "winter", "Bluebird", "s3cret", "Motd3p"))
            + self.filled("##")
            + self._dice.choice("!#$?_")
        )

    def token(self) -> str:
        return self.letters(32, string.ascii_letters + string.digits)

    def letters(self, count: int, of: str) -> str:
        return "".join(self._dice.choice(of) for _ in range(count))

    def aws(self) -> str:
        return "AKIA" + self.letters(16, string.ascii_uppercase + "234567")

    def aws_secret(self) -> str:
        return self.letters(40, string.ascii_letters + string.digits + "/+")

    def github(self) -> str:
        return "ghp_" + self.letters(36, string.ascii_letters + string.digits)

    def gitlab(self) -> str:
        return "glpat-" + self.letters(20, string.ascii_letters + string.digits + "-_")

    def slack(self) -> str:
        return f"xoxb-{self.filled('############')}-{self.letters(24, string.ascii_letters + string.digits)}"

    def stripe(self) -> str:
        return "sk_test_" + self.letters(24, string.ascii_letters + string.digits)

    def jwt(self) -> str:
        head = {"alg": "HS256", "typ": "JWT"}
        body = {"sub": self.user, "email": self.email, "exp": 1790000000}
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)
        ]
        return ".".join((*parts, self.letters(43, string.ascii_letters + string.digits + "-_")))

    def pem(self) -> str:
        lines = [self.letters(64, string.ascii_letters + string.digits + "/+") for _ in range(4)]
        return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----"))

    def session(self) -> str:
        return self.letters(26, string.ascii_lowercase + string.digits)

    def licence(self) -> str:
        return "-".join(self.letters(5, string.ascii_uppercase + "23456789") for _ in range(5))

    def device(self) -> str:
        return self.letters(16, "0123456789abcdef")

    def filled(self, shape: str, valid: str = "") -> str:
        """The shape with its marks filled in; with a validator, the first filling that it takes."""
        for _ in range(20_000):
            said = "".join(self._mark(char) for char in shape)
            if not valid or import_module(f"stdnum.{valid}").is_valid(said):
                return said
        raise ValueError(f"no number of {shape} is valid by {valid}")

    def _mark(self, char: str) -> str:
        if char == "#":
            return self._dice.choice(string.digits)
        if char == "@":
            return self._dice.choice("ABCDEFGHJKLMNPQRSTVWXYZ")
        return self._dice.choice("0123456789ABCDEFHJKLMNPRSTUVWXY") if char == "?" else char


def plain(name: str) -> str:
    """A name in small ASCII letters, as in addresses."""
    low = name.lower().translate(_NO_MARKS)
    spelled = "".join(
        _FROM_GREEK.get(char) or _FROM_CYRILLIC.get(char) or char
        for char in unicodedata.normalize("NFKD", low)
    )
    return "".join(char for char in spelled if char.isascii() and char.isalpha())


_HOSTS = ("example.com", "example.org", "mail.example.com", "post.example.org", "shop.example.com")

# Kind in a template -> the entity it is (of redaction.entities) and how it is made.
KINDS: dict[str, tuple[str, Callable[[Somebody], str]]] = {
    "person": ("PERSON", Somebody.person),
    "given": ("PERSON", lambda who: who.given),
    "family": ("PERSON", lambda who: who.family),
    "swapped": ("PERSON", Somebody.swapped),
    "shouted": ("PERSON", Somebody.shouted),
    "murmured": ("PERSON", Somebody.murmured),
    "initialled": ("PERSON", Somebody.initialled),
    "email": ("EMAIL_ADDRESS", lambda who: who.email),
    "spoken-email": ("EMAIL_ADDRESS", lambda who: who.email.replace("@", " (at) ").replace(".", " dot ")),
    "user": ("USERNAME", lambda who: who.user),
    "phone": ("PHONE_NUMBER", Somebody.phone),
    "address": ("ADDRESS", Somebody.address),
    "address-lines": ("ADDRESS", lambda who: who.address().replace(", ", "\n")),
    "birth": ("DATE_OF_BIRTH", Somebody.birth),
    "national": ("NATIONAL_ID", Somebody.national),
    "paper": ("DOCUMENT_ID", Somebody.paper),
    "health": ("HEALTH_ID", Somebody.health),
    "iban": ("BANK_ACCOUNT", Somebody.iban),
    "card": ("CREDIT_CARD", Somebody.card),
    "plate": ("VEHICLE_ID", Somebody.plate),
    "ip": ("IP_ADDRESS", Somebody.ip),
    "ip6": ("IP_ADDRESS", Somebody.ip6),
    "mac": ("MAC_ADDRESS", Somebody.mac),
    "machine": ("HOST", Somebody.machine),
    "imei": ("DEVICE_ID", Somebody.imei),
    "device": ("DEVICE_ID", Somebody.device),
    "account": ("ACCOUNT_ID", Somebody.account),
    "coordinates": ("COORDINATES", Somebody.coordinates),
    "password": ("SECRET", Somebody.password),
    "token": ("SECRET", Somebody.token),
    "aws": ("SECRET", Somebody.aws),
    "aws-secret": ("SECRET", Somebody.aws_secret),
    "github": ("SECRET", Somebody.github),
    "gitlab": ("SECRET", Somebody.gitlab),
    "slack": ("SECRET", Somebody.slack),
    "stripe": ("SECRET", Somebody.stripe),
    "jwt": ("SECRET", Somebody.jwt),
    "pem": ("SECRET", Somebody.pem),
    "session": ("SECRET", Somebody.session),
    "licence": ("SECRET", Somebody.licence),
}
