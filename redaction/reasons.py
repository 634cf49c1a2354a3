"""Why something was found and why something failed, in words that a customer understands.

A sentence depends on the rule or the code alone and holds nothing of the
document. What stood beside a value is `Finding.context`, as places.
"""

from __future__ import annotations

from typing import Final

from redaction.policy import DEFAULT_POLICY

# Rule, or a family of rules (what stands before the full stop), -> sentence.
_SENTENCES: Final = {
    "contact": "It has the form of something by which a person can be reached.",
    "contact.email": "It has the form of an e-mail address.",
    "contact.email-spoken": "It reads as an e-mail address that is written out in words.",
    "contact.phone": "It can be dialled: a number of a country's plan, or beside a word for telephone.",
    "contact.handle": "It has the form of a name that somebody uses on a network.",
    "contact.mention": "Somebody is addressed by a name with @ before it.",
    "contact.messenger": "It is an account of a messenger, named beside it.",
    "people": "A name of a person stands in such a place.",
    "people.greeting": "Behind a greeting stands a name.",
    "people.titled": "Behind a title such as Mr or Dr stands a name.",
    "people.signed": "Under a closing such as “Kind regards” stands a name.",
    "people.wrote": "A line says who wrote what is quoted below it.",
    "people.header": "A line of a mail's head says who it is from or to.",
    "people.field": "A field that is called after names holds it.",
    "people.json-field": "A field that is called after names holds it.",
    "people.introduced": "Somebody says who they are or whom to ask for.",
    "people.given-name": "It is a common given name, with another capitalised word.",
    "people.capitalised": "Capitalised words inside a sentence, in a language whose names no model reads.",
    "people.other-script": "A capitalised word in another script than the text around it.",
    "people.listed": "It stands in a list whose other entries are names.",
    "people.titled-abroad": "Behind a title such as Mr or Mrs, in another language, stands a name.",
    "people.signed-small": "Under a closing such as “Kind regards” stands a name.",
    "people.in-a-row": "It stands in a row of family names with initials.",
    "people.initials": "They are the initials of the name beside them.",
    "people.same-ticket": "The same name was found at another place of this text.",
    "people.short-form": "It is the beginning of a name that was found at another place of this text.",
    "people.same-account": "The same account was found at another place of this text.",
    "models": "A language model reads it so.",
    "models.person": "A language model reads it as the name of a person.",
    "models.person-in-slug": "Words joined by hyphens or underscores: a language model reads a name in them.",
    "models.address": "A language model reads parts of a street address in it.",
    "models.organisation": "A language model reads it as the name of an organisation.",
    "models.number": "A language model reads it as a number that belongs to a person.",
    "places": "It has the form of a street address or a part of one.",
    "places.labelled": "A field that is called after addresses holds it.",
    "places.post-box": "It names a post-office box.",
    "places.postcode": "It has the form of a postcode with its town.",
    "places.postcode-named": "It stands beside a word for postcode.",
    "identifiers": "It is a number that a country gives to one person, by words beside it or by its form.",
    "identifiers.unidentified": "A long number nobody can name; it may belong to a person.",
    "numbers": "It has the form of a number that belongs to one person or one device.",
    "numbers.iban": "It is an account number: its check digits are right, or it stands beside the word IBAN.",
    "numbers.bank-account": "It stands beside a word for bank account.",
    "numbers.card": "It is a card number: its check digit is right, or it stands beside a word for card.",
    "numbers.date-of-birth": "A date beside a word for birth.",
    "numbers.imei": "It is the number of a mobile phone.",
    "numbers.travel-document": "It has the form of a line or number of a travel document.",
    "numbers.vehicle": "It is a number of a vehicle, or stands beside a word for one.",
    "numbers.plate": "It stands beside a word for the plate of a vehicle.",
    "numbers.wallet": "It has the form of an address of a digital wallet.",
    "network": "It names a machine, a network or an account on one.",
    "network.ipv4": "It has the form of an internet address.",
    "network.ipv6": "It has the form of an internet address.",
    "network.mac": "It has the form of a hardware address.",
    "network.coordinates": "It is a position on the map.",
    "network.personal-host": "It is a name of a machine with a person's name in it.",
    "network.windows-host": "It is a name of a machine as Windows makes or shows it.",
    "network.named-host": "It is a name of a machine with a person's name in it.",
    "network.profile-link": "It is a link to somebody's profile.",
    "network.avatar": "It is a link to somebody's picture.",
    "network.query-person": "A part of a link that is called after people holds it.",
    "secrets": "It opens a door: a password, a key or a token, by its form or by the words beside it.",
    "secrets.assigned": "A field that is called after a password, key or token holds it.",
    "secrets.said": "Somebody says that this is a password, a code or a key.",
    "secrets.issued-token": "It has the form in which one service issues its tokens.",
    "secrets.vendor-key": "A field that is called after a service and its keys holds it.",
    "secrets.value-of": "Beside it stands a name of a password, key or token whose value it is.",
    "secrets.kubernetes": "It stands among the values of a secret, as a cluster shows it.",
    "secrets.curl-login": "It is the name and password of a command that calls a web address.",
    "secrets.jwt": "It is a signed token; anybody can read what is inside.",
    "secrets.pem": "It is the block of a private key.",
    "secrets.cookie": "It is the value of a cookie that keeps somebody signed in.",
    "secrets.login-in-link": "A link holds a name and a password before the @.",
    "secrets.licence-key": "It has the form of a licence key.",
    "secrets.card-code": "It stands beside a word for the code of a card.",
    "spoken": "A sentence says that this is how somebody signs in.",
    "spoken.user": "Somebody says that this is a user name.",
    "spoken.account": "Somebody says that this is a user.",
    "spoken.password": "Somebody says that this is a password.",
    "spoken.pin": "Somebody says that this is a PIN.",
    "spoken.token": "Somebody says that this is a key or a token.",
    "traces": "A machine wrote it down about somebody: a folder, an account or a device.",
    "traces.user-folder": "It is the name of somebody's own folder in a path.",
    "traces.user-field": "A field that is called after users holds it.",
    "traces.user-said": "Somebody says that this is a user name.",
    "traces.event-user": "A log or an event says under which name somebody signed in.",
    "traces.domain-user": "It is a user of a domain.",
    "traces.shell-prompt": "It is the user in the prompt of a command line.",
    "traces.account-id": "It stands beside a word for an account or a customer number.",
    "traces.device-id": "It stands beside a word for a device.",
    "accounts": "It stands beside a word for a number of a customer, an employee or a contract.",
    "handles": "It stands where somebody is named: in a link, a field, a chat or a list of processes.",
    "passes": "It lets somebody in: a code for once, or a link that carries its own key.",
    "records": "A field of a record about a person holds it.",
    "statements": "A row of a database holds it where a person stands.",
    "columns": "The head of its column names something personal.",
    "dictionary": "It is certain elsewhere: an account, the ticket's own records, or a decision of a person.",
    "ticket": "The same value is hidden at another place of this copy.",
    "picture": "It is an area of the picture that may show a person or something personal.",
    "picture.face": "It looks like a face.",
    "picture.unread": "It looks like writing and could not be read.",
    "code": "It is a QR or bar code; anybody with a telephone can read it.",
    "verify": "It is hidden elsewhere and could still be read here.",
    "person": "A person marked it.",
    "person.asked": "A person asked for it to be hidden.",
}  # fmt: skip
_ANY: Final = "A rule found it."

# Code of an error (`RedactionError.reason`) -> sentence.
_PROBLEMS: Final = {
    "animated": "It holds more than one picture, and only still ones can be made safe here.",
    "bad-policy": "The policy cannot be read.",
    "box-outside": "A box lies outside of the picture, so it was drawn on another one.",
    "crashed": "It is damaged in a way that stops the readers.",
    "damaged": "It is damaged, or not what it claims to be.",
    "detector-failed": "The detector failed at it, so nobody knows what is in it.",
    "language-missing": "The models of a language are not installed.",
    "locked": "It needs a password; remove that first.",
    "metadata": "The copy would have held more than what can be seen, so it was not kept.",
    "model-changed": "A model is not the one that was tested; install it again.",
    "model-missing": "A model is not installed.",
    "no-sets": "The folder holds neither sets (*.jsonl) nor pictures with their words.",
    "not-a-file": "It is no ordinary file.",
    "not-covered": "Something in the copy was not covered, so it was not kept.",
    "not-as-verified": "A page of the copy shows something else than was checked, so it was not kept.",
    "not-text": "It is no text that can be read for certain.",
    "odd-line": "A line is no JSON object with an id and a text.",
    "odd-set": "A set is not in the format that is described in the README.",
    "reader-failed": "An optical reader failed, so nobody knows what the picture says.",
    "reader-late": "An optical reader took too long; try again when the machine is less busy.",
    "reader-missing": "No optical reader is installed, so nobody knows what the picture says.",
    "same-file": "The copy may not replace the original; give it another name.",
    "still-readable": "Something hidden could still be read in the copy, so it was not kept.",
    "token-missing": "The detector needs a token in REDACTION_TOKEN.",
    "too-large": "It is larger than what is read here.",
    "too-many-pages": "It has more pages than anybody would review.",
    "too-slow": "It took longer than one document may take.",
    "unexpected": "Something went wrong that should not, so there is no result.",
    "unknown-kind": "It is of a kind that cannot be made safe here.",
    "worker-died": "A process ended by itself, perhaps for lack of memory; try fewer with --jobs.",
}


def problem(code: str) -> str:
    """What an error code means; a general sentence for one without words of its own."""
    return _PROBLEMS.get(code, "It could not be done.")


def reason(rule: str) -> str:
    """Why this rule takes something for personal; a general sentence for a rule without one of its own."""
    return _SENTENCES.get(rule) or _SENTENCES.get(rule.partition(".")[0]) or _ANY


def how_sure(score: float) -> str:
    """A score in 0..1 in words: `sure`, `likely`, `perhaps`, or `unlikely` for what would not be hidden."""
    if score >= 0.9:
        return "sure"
    if score >= 0.65:
        return "likely"
    return "perhaps" if score >= DEFAULT_POLICY.threshold else "unlikely"
