"""One family of personal data per file, each with its RECOGNIZERS and where they come from."""

from redaction.recognizers import (
    columns,
    contact,
    identifiers,
    network,
    numbers,
    people,
    places,
    secrets,
    spoken,
    traces,
)
from redaction.recognizers.rules import Recognizer

RULES: tuple[Recognizer, ...] = (
    *contact.RECOGNIZERS,
    *places.RECOGNIZERS,
    *network.RECOGNIZERS,
    *secrets.RECOGNIZERS,
    *spoken.RECOGNIZERS,
    *numbers.RECOGNIZERS,
    *identifiers.RECOGNIZERS,
    *traces.RECOGNIZERS,
    *columns.RECOGNIZERS,
    *people.RECOGNIZERS,
)
