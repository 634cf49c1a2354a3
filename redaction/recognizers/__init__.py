"""One family of personal data per file, each with its RECOGNIZERS and where they come from."""

from redaction.recognizers import (
    accounts,
    columns,
    contact,
    handles,
    identifiers,
    network,
    numbers,
    passes,
    people,
    places,
    records,
    secrets,
    spoken,
    statements,
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
    *accounts.RECOGNIZERS,
    *passes.RECOGNIZERS,
    *traces.RECOGNIZERS,
    *handles.RECOGNIZERS,
    *columns.RECOGNIZERS,
    *records.RECOGNIZERS,
    *statements.RECOGNIZERS,
    *people.RECOGNIZERS,
)
