"""Names of people by where they stand: salutation, signature, header, form field, quote line.

What a name *looks* like is the models' job (`redaction.recognizers.models`);
these rules know the places where any word is a name, in the languages of the
Territories.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.gazetteer import family_names, given_names
from redaction.recognizers.rules import LIKELY, SURE, Page, Rule
from redaction.recognizers.words import ORDINARY, PLAIN_WORDS, PRODUCTS

# A word of a name as written by somebody who cares for capitals.
_CAP: Final = r"\p{Lu}(?:[\p{Ll}\p{Lu}\p{M}])*(?:['’\-]\p{L}[\p{L}\p{M}]*){0,5}(?:(?<=(?<!\p{L})\p{Lu})\.)?"
LINK: Final = r"(?:de la|de los|de las|van der|van den|van de|von der|von|van|de|da|do|dos|das|di|del|della|du|la|le|el|al|bin|ibn|ben|bint|ter|ten|af|av|zu|zum|y|e|st\.?|mac|o')"
NAME: Final = rf"{_CAP}(?:[ ]+(?:{LINK}[ ]+)?{_CAP}){{0,4}}"

# Words with a capital that are no name where a name would stand.
NOT_NAMES: Final = frozenset(
    "all team everyone everybody there support sir madam sirs folks guys hi hello dear thanks thank you regards best kind cheers sincerely the a an and or i we "
    "it this that please customer customers user users admin administrator agent service desk help helpdesk colleague colleagues friends ladies gentlemen "
    "damen herren sehr geehrte geehrter hallo liebe lieber bonjour madame monsieur equipe équipe equipo hola estimado estimada team, all, any none null true false "
    "mail email e-mail phone fax tel mobile address web website www http https date subject to from cc bcc re fw fwd aw sent error warning info debug note yes no "
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday "
    "to whom it may concern again everybody, team. world github gitlab jira jenkins microsoft google apple amazon windows linux android iphone ipad".split()
)


def _person(match: regex.Match[str], page: Page) -> float | None:
    name = match.group("name" if "name" in match.re.groupindex else "hide")
    first = regex.split(r"[\s.,]", name, maxsplit=1)[0].lower()
    if first in NOT_NAMES or name.lower() in NOT_NAMES or not regex.search(r"\p{L}{2}|\p{Lu}\.", name):
        return None
    return 0.8


def _small(match: regex.Match[str], page: Page) -> float | None:
    name = match.group("name")
    return None if name in ORDINARY or name in PRODUCTS or name in NOT_NAMES else 0.8


def _signed(match: regex.Match[str], page: Page) -> float | None:
    """Under a closing a name stands alone; a heading or the next sentence has ordinary words in it."""
    if any(word.strip(".,").lower() in PLAIN_WORDS for word in match.group("hide").split()):
        return None
    return _person(match, page)


_GREETING = Rule(
    id="people.greeting",
    entity="PERSON",
    pattern=(
        rf"(?m)^[>\s]{{0,8}}(?:(?i:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|g'day|kia ora|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen)|moin|servus|bonjour|bonsoir|salut|cher|chère|"
        rf"hola|buen[oa]s (?:días|tardes)|estimad[oa]|querid[oa]|ciao|buongiorno|gentile|caro|cara|beste|geachte|dag|goedemorgen|olá|bom dia|boa tarde|prezad[oa]|car[oa]|hej|hei|god dag|kära|kære|hyvä|terve|"
        rf"cześć|dzień dobry|drogi|droga|szanown[ya]|dobrý den|ahoj|vážen[ýá]|dobrý deň|szia|kedves|tisztelt|bună(?: ziua)?|dragă|stimat[ăe]?|zdravo|bok|poštovan[ia]|draga|dragi|tere|labas|sveiki|γεια))[ ,]+"
        rf"(?:(?i:mr|mrs|ms|miss|mx|dr|prof|herr|frau|herrn|monsieur|madame|mme|m|señor|señora|sr|sra|signor|signora|dhr|mevr|mevrouw|meneer|pan|pani|senhor|senhora)\.?[ ]+)*"
        rf"(?<hide>{NAME})(?=[ ]*(?:[,!.:;–—-]|$|\(|and\b|/))"
    ),
    check=_person,
)
_TITLED = Rule(
    id="people.titled",
    entity="PERSON",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}])(?<hide>(?:President|Senator|Congressman|Congresswoman|Governor|Mayor|Chancellor|Secretary|Justice|Detective|Sheriff|Sergeant|Colonel|Commander|Coach|Lord|Lady|Juge|juge|Maître|Madam|dl|dlui|dna|dnei|domnul|domnului|doamna|doamnei|Prince|Princess|Queen|Pope|Sheikh|Ayatollah|Imam|Rabbi|Prophet|Uncle|Aunt|Auntie|M|MM|Messrs|Drs|Capt|Captain|Col|Gen|Lt|Sgt|Maj|Cpl|Sres|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Rev|Herr|Herrn|Frau|Hr|Fr|Monsieur|Madame|Mme|Mlle|Señor|Señora|Sr|Sra|Srta|Don|Doña|Dª|Dña|Signor|Signora|Sig|Sig\.ra|Dott|Dott\.ssa|Avv|Ing|"
        rf"Dhr|Mevr|Mevrouw|Meneer|Mw|Pan|Pani|Senhor|Senhora|Eng|Doctor|Doctora|Docteur|Officer|Judge|Me|(?:[Ss]ergent|[Cc]apitaine|[Cc]ommissaire|[Bb]rigadier|[Aa]djudant|[Ll]ieutenant|[Cc]aporal|[Dd]octeur|[Pp]rofesseur)e?)(?:\.[ ]?|[ ]+)(?:(?:Dr|Prof|Mag|Dipl|Ing|med)\.?[ -]*){{0,2}}(?<name>{NAME}))"
    ),
    check=_person,
)
_TITLED_LIST = Rule(
    id="people.titled-list",
    entity="PERSON",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}])(?:MM|Mmes|Messrs|Drs|Sres|Sras|juges|jueces|giudici|judges|Herren|Frauen)\.?[ ](?<hide>{NAME})"
        rf"(?:,[ ](?<hide>{NAME}))*(?:,?[ ](?:et|and|y|e|und|&)[ ](?<hide>{NAME}))?"
        # Glued by whoever took the text out of a page.
        rf"|(?<![\p{{L}}\p{{N}}])(?<hide>(?:Mme|Mlle|Dr|Mr|Mrs)\p{{Lu}}\.(?:[ ]?-[ ]?\p{{Lu}}\.)?[ ]{NAME})"
    ),
    check=lambda match, page: 0.8,
)
_TITLED_SMALL = Rule(
    id="people.titled-small",
    entity="PERSON",
    pattern=r"(?<![\p{L}\p{N}])(?<hide>(?:mr|mrs|ms|mx|dr|prof|hr|sr|sra|dott|mme|mlle)\.[ ](?<name>\p{Ll}[\p{L}\p{M}'’-]+))",
    needs=("r.", "s.", "x.", "f.", "a.", "t.", "e."),
    check=lambda match, page: _small(match, page),
)
# In small letters where a language writes them so; with the endings of its cases.
_TITLED_ABROAD = Rule(
    id="people.titled-abroad",
    entity="PERSON",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}'’-])(?<hide>(?:pan|pan[aiu]|panem|panią|pán[aiu]?|pánovi|pánem|paní|gospod[aiu]?|gospodom|gosp[aeio]|gospođ[aeiou]|г-н|г-жа|господин|госпожа|[Ff]ru|frk|herr|"
        rf"señor|señora|señorita|don|doña|monsieur|madame|mademoiselle|dhr|mevrouw|mevr|meneer|signor|signora|signorina|senhora?|domnul|doamna|κύριο[ςν]?|κυρία|härra|proua|ponas|ponia)\.?[ ](?<name>{NAME}))"
    ),
    gate=r"[\p{Ll}.-][ ]\p{Lu}",
    check=lambda match, page: _titled_abroad(match, page),
)


def _titled_abroad(match: regex.Match[str], page: Page) -> float | None:
    if any(word.strip(".,").lower() in PLAIN_WORDS for word in match["name"].split()):
        return None
    return _person(match, page)


_SIGNED_SMALL = Rule(
    id="people.signed-small",
    entity="PERSON",
    pattern=r"(?<![\p{L}\p{N}])(?i:lg|vg|mfg|gruß|gruss|mvh|merci|groetjes|groet|gr|thx|thanks|cheers|regards|saludos|gracias|saluti|grazie|abraço|abs|hilsen|hälsningar|pozdrawiam|pozdrav|s pozdravem|terv)[,!.]?[ ](?<hide>\p{Ll}{3,14})\s*\Z",
    check=lambda match, page: (
        0.75 if match["hide"] in given_names() and match["hide"] not in ORDINARY else None
    ),
)
_SIGNED = Rule(
    id="people.signed",
    entity="PERSON",
    pattern=(
        rf"^[>\s]{{0,8}}(?i:(?:(?:kind(?:est)?|best|warm(?:est)?|many)\s)?(?:regards|wishes|thanks)|best(?=[ ]?[,!–—-])|cheers|thanks(?: (?:again|a lot|in advance|so much|and regards))?|thank you(?: very much| in advance| so much)?|thx|ta(?=,)|sincerely|yours(?: (?:sincerely|faithfully|truly))?|rgds|br(?=,)|"
        rf"respectfully|take care|mit freundlichen grü(?:ß|ss)en|freundliche grü(?:ß|ss)e|(?:viele|beste|liebe|schöne) grü(?:ß|ss)e|mfg|lg(?=,)|vg(?=,)|gruß|cordialement|bien (?:cordialement|à vous)|salutations|merci(?: d'avance)?|amicalement|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|gracias|"
        rf"cordiali saluti|distinti saluti|saluti|grazie(?: mille)?|met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|bedankt|atenciosamente|cumprimentos|obrigad[oa]|abraço|"
        rf"med vänlig(?:a)? hälsning(?:ar)?|vänliga hälsningar|hälsningar|mvh|venlig hilsen|med venlig hilsen|vennlig hilsen|hilsen|terveisin|ystävällisin terveisin|pozdrawiam|z poważaniem|s pozdravem|pozdravom|üdvözlettel|cu stimă|lep pozdrav|srdačan pozdrav|lugupidamisega|ar cieņu|pagarbiai|nāku|με εκτίμηση)"
        rf"[ ]?[,.!–—-]?[ ]*(?:\n[>\s]{{0,8}}){{1,3}}(?<hide>{NAME}|\p{{Ll}}{{2,12}}(?=\s*$))(?=[ ]*(?:[,.|/(–—-]|$))",
        rf"(?i:regards|cheers|thanks|thx|best|thank you|sincerely|saludos?|gracias|grüße|grüßen|cordialement|(?:bien )?à vous|merci|saluti|grazie|groeten|groet|hälsningar|hilsen|atenciosamente|abraço|obrigad[oa]|terveisin|pozdrawiam)[,!.]?[ ](?:[-–—][ ]?)?(?<hide>{NAME})[ ]*$",
        rf"^[>\s]{{0,8}}[-–—~][ ]?(?<hide>{NAME})[ ]*$",
    ),
    check=lambda match, page: _signed(match, page),
)
_HEADER = Rule(
    id="people.header",
    entity="PERSON",
    pattern=(
        r"(?i)^[>\s*]{0,8}(?:from|to|cc|bcc|reply-to|sender|von|an|de|para|à|da|a|van|aan|fra|til|från|till|od|do|lähettäjä|feladó|resent-from|x-original-to|on behalf of|organizer|attendee)\**[ ]?:[ \t]*"
        r"(?:[\"']?(?<hide>[^<>\"'\n@;:=]{2,60}?)[\"']?[ ]*[<\[(](?=[^>\n]{0,80}@)[^>\n]{0,80}[>\])][,; ]*)+",
        r"(?i)(?<hide>=\?[\w-]+\?[bBqQ]\?[^?\s]{2,}\?=)",
        rf"(?i)(?<![\p{{L}}\p{{N}}])[\"']?(?<hide>{NAME}(?:,[ ]{NAME})?)(?:[\"'][ ]?|[ ])<(?=[^<>@\s]{{1,64}}@[^<>\s]+>)",
    ),
    needs=("@", "=?"),
    check=lambda match, page: SURE,
)
_WROTE = Rule(
    id="people.wrote",
    entity="PERSON",
    pattern=(
        r"(?im)^[>\s]{0,8}(?:on|am|le|el|il|op|em|den|dnia|dne)\s[^\n]{6,60}?(?:\d{4}|\d:\d\d)(?:[ ](?:[ap]\.?m\.?|uhr|utc|gmt))?[^\n\p{L}]{0,12}(?:\([^)]{0,12}\)\s?|schrieb\s|by\s|,\s)?(?<hide>\p{Lu}[^\n<>@:,]{1,60}?)\s?(?:[<(\[][^\n]{0,80}[>)\]])?\s?"
        r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|kirjoitti|napisał\(?a?\)?|napsala?)?\s?:[ ]*$"
        r"|(?m)^[>\s]{0,8}(?<hide>\p{Lu}[\p{L}\p{M}'’.-]{1,30}(?:[ ]\p{Lu}[\p{L}\p{M}'’.-]{0,30}){0,3})[ ](?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|kirjoitti|napisał|napsal)\b"
    ),
    check=_person,
)
_NAME_KEY: Final = (
    r"(?:(?:full|first|last|given|family|middle|display|sur|maiden|real|contact|customer|client|patient|employee|account[ _-]?holder|cardholder|card[ _-]?holder|holder|recipient|sender|reporter|"
    r"author|owner|manager|beneficiary|payee|billing|shipping|legal|preferred|your|my|agent|assignee|caller)[ _.-]?name|name|nombre|apellidos?|nom|prénom|vorname|nachname|familienname|naam|voornaam|achternaam|nome|cognome|sobrenome|navn|namn|förnamn|efternamn|nimi|imię|nazwisko|jméno|příjmení|meno|priezvisko|név|nume|prenume|ime|prezime|"
    r"first|last|fname|lname|given|account holder|cardholder|card holder|contact|contact person|customer|client|patient|paciente|cliente|kunde|ansprechpartner|employee|caller|reporter|reported by|requested by|requester|requestor|assignee|assigned to|approver|approved by|"
    r"escalated by|raised by|submitted by|opened by|created by|owner|manager|signed|signed by|author|attn|attention|médico|doctor|remitente|seen by|technician|engineer|agent|operator|driver|tenant|guest|passenger|student|teacher|payee|beneficiary)"
)
_FIELD_NAME = Rule(
    id="people.field",
    entity="PERSON",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}/.$-])"
        + _NAME_KEY
        + r"(?:[\"'*\]]{0,3}[ \t]{0,2}(?:=>|:|=)[ \t]{0,3}[\"']?|(?<=\b(?:by|to))[ ])"
        r"(?-i:(?<hide>"
        + NAME
        + r"|\p{Lu}[\p{Lu}\p{M}'’-]+(?:,?[ ]\p{Lu}[\p{Lu}\p{M}'’-]*){1,4})(?=[\"'<>|,.;:()\[\]{}/&]|[ ]*(?:$|[-–—|(])|[ ]+(?:\p{Ll}|\d)|[ ]{2,}))"
    ),
    gate=r"[:=]|\b(?i:by|to)[ ]\p{Lu}",
    check=lambda match, page: _person_field(match, page),
)
_JSON_NAME = Rule(
    id="people.json-field",
    entity="PERSON",
    pattern=(
        r"(?i)[\"'](?:(?:full|first|last|given|family|middle|display|sur|nick|real|contact|customer|owner|author|user|recipient|sender|holder)[_-]?name|fullname|firstname|lastname|surname|forename|givenname|familyname|card[_-]?holder|holder|payee|beneficiary|patient|contact[_-]?person)[\"']\s{0,2}:\s{0,2}[\"'](?<hide>[^\"'\n{}]{2,80})[\"']"
        r"|<(?:(?:\w+:)?(?:full|first|last|given|family|sur|display|contact|customer)[_-]?name|surname|forename|vorname|nachname)>(?<hide>[^<\n]{2,80})</"
        r"|\b(?:first|last|given|family|sur|full|display)(?:[_-]?name)?=[\"'](?<hide>[^\"'\n{}$]{2,60})[\"']"
        r"|\"type\"\s{0,2}:\s{0,2}\"mention\"[^{}]{0,80}\{[^{}]{0,160}?\"text\"\s{0,2}:\s{0,2}\"@?(?<hide>[^\"\n]{2,80})\""
    ),
    needs=(
        "name",
        "first",
        "last",
        "given",
        "mention",
        "forename",
        "holder",
        "payee",
        "beneficiary",
        "patient",
        "contact",
    ),
    check=lambda match, page: (
        None
        if regex.fullmatch(
            r"[\W\d_]+|.*[{}$%<>].*|(?i:null|none|true|false|string|text)", match.group("hide")
        )
        else 0.9
    ),
)


def _person_field(match: regex.Match[str], page: Page) -> float | None:
    """A value is a name only if it is no sentence, product or state; one capitalised word is not enough after a loose key."""
    name = match.group("hide")
    key = regex.match(r"(?i)[\p{L} _-]+", match.group())
    words = name.split()
    if _person(match, page) is None or any(word.lower().strip(".,") in NOT_NAMES for word in words):
        return None
    named = key is not None and regex.search(
        r"(?i)(?:full|first|last|given|family|sur|vor|nach)[ _-]?name|nombre|apellido|prénom|holder|by\b|attn|patient|paciente|médico|remitente|contact",
        key.group(),
    )
    if (
        len(words) == 1
        and not named
        and name.lower() not in given_names()
        and name.lower() not in family_names()
    ):
        return None
    return 0.8


_INTRODUCED = Rule(
    id="people.introduced",
    entity="PERSON",
    pattern=(
        rf"(?<![\p{{L}}\p{{N}}])(?i:my name is|my name's|her name is|his name is|i am called|this is|(?<=^|[.!?]\s)i am|i'm|ich bin|mein name ist|je m'appelle|je suis|me llamo|mi nombre es|soy|mi chiamo|sono|mijn naam is|ik ben|meu nome é|chamo-me|me chamo|mitt namn är|jag heter|mit navn er|jeg hedder|jeg heter|nimeni on|nazywam się|jmenuji se|volám sa|a nevem|numele meu este|mă numesc|zovem se|minu nimi on|mani sauc|mano vardas)[ ]+(?<hide>{_CAP}(?:[ ]+(?:{LINK}[ ]+)?{_CAP}){{0,3}})"
    ),
    check=lambda match, page: _introduced(match, page),
)


def _introduced(match: regex.Match[str], page: Page) -> float | None:
    name = match.group("hide")
    if _person(match, page) is None or (
        " " not in name
        and regex.match(r"(?i)this is|i am|i'm|je suis|ich bin|soy|sono|ik ben", match.group())
    ):
        return (
            None
            if regex.match(r"(?i)this is|sono|je suis|soy", match.group())
            else (LIKELY if len(name) > 2 and not name.isupper() else None)
        )
    return 0.8


# A directory's way of writing an address: `Alice Example@OFFICE`.
_DIRECTORY = Rule(
    id="people.directory",
    entity="PERSON",
    pattern=rf"(?<![\p{{L}}\p{{N}}])(?<hide>{_CAP}(?:[ ]{_CAP}){{1,3}}(?:/[\p{{L}}\p{{N}}]{{2,20}}){{0,4}}@\p{{Lu}}[\p{{L}}\p{{N}}_-]+)(?![\p{{L}}\p{{N}}]|\.\p{{L}})",
    needs=("@",),
)
# Whose somebody is: "my wife Alice", "Bob's assistant"; and who speaks in a conversation.
_KIN: Final = r"(?:wife|husband|son|daughter|brother|sister|mother|father|mom|mum|dad|uncle|aunt|cousin|niece|nephew|fianc[ée]e?|girlfriend|boyfriend|friend|boss|colleague|co-?worker|teammate|neighbou?r|roommate)"
_KINSHIP = Rule(
    id="people.kinship",
    entity="PERSON",
    pattern=(
        rf"\b(?i:my|his|her|our|their|your)[ ](?:[a-z]+[ ])?(?:{_KIN}|partner|assistant|manager|supervisor)[, ]{{1,2}}(?<hide>{NAME})(?![\p{{L}}\p{{N}}_(]|\.\p{{L}})",
        rf"(?<![\p{{L}}\p{{N}}])(?<hide>{NAME})\\?['’]s[ ](?:[a-z]+[ ])?{_KIN}\b",
        rf"(?<![\p{{L}}\p{{N}}])(?i:maiden name|(?:first|last|given|family|middle|full|real)[ ]name|surname|nickname)[ ](?i:is|was)[ ](?<hide>{NAME})(?![\p{{L}}\p{{N}}_(]|\.\p{{L}})",
        rf"\b(?:un|une|le|la)[ ](?:dénommée?|prénommée?)[ ](?<hide>{NAME})(?![\p{{L}}\p{{N}}_(]|\.\p{{L}})",
    ),
    needs=("nommé", "my", "his", "her", "our", "their", "your", "'s", "’s", "name"),
    check=_signed,
)
_SPEAKER = Rule(
    id="people.speaker",
    entity="PERSON",
    pattern=rf"(?m)^[>\s]{{0,8}}(?<hide>{_CAP}(?:[ ]{_CAP}){{0,2}}):[ ]?\\?[\"“„«](?=[^\n]*\p{{Ll}})",
    check=lambda match, page: 0.55 if _signed(match, page) else None,
)

RECOGNIZERS = (
    _DIRECTORY,
    _KINSHIP,
    _SPEAKER,
    _TITLED_LIST,
    _TITLED_SMALL,
    _TITLED_ABROAD,
    _SIGNED_SMALL,
    _GREETING,
    _TITLED,
    _SIGNED,
    _HEADER,
    _WROTE,
    _FIELD_NAME,
    _JSON_NAME,
    _INTRODUCED,
)
