"""Records whose fields are told by their place: patients in HL7, people in vCards.

Sources: HL7 version 2.5.1, chapter 3 (segments PID and NK1) and chapter 6 (GT1, IN1); RFC 6350 (vCard), whose other
fields are found by their form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from redaction.recognizers.rules import SURE, Page, Rule, matches
from redaction.spans import Finding, Span, words_beside

# Segment -> number of its field -> what stands there.
_FIELDS: Final = {
    "PID": {
        2: "HEALTH_ID", 3: "HEALTH_ID", 4: "HEALTH_ID", 5: "PERSON", 6: "PERSON", 7: "DATE_OF_BIRTH", 9: "PERSON",
        11: "ADDRESS", 13: "PHONE_NUMBER", 14: "PHONE_NUMBER", 18: "ACCOUNT_ID", 19: "NATIONAL_ID", 20: "DOCUMENT_ID",
        21: "HEALTH_ID", 23: "ADDRESS",
    },
    "NK1": {2: "PERSON", 4: "ADDRESS", 5: "PHONE_NUMBER", 6: "PHONE_NUMBER", 16: "DATE_OF_BIRTH", 30: "PERSON"},
    "GT1": {3: "PERSON", 4: "PERSON", 5: "ADDRESS", 6: "PHONE_NUMBER", 7: "PHONE_NUMBER", 8: "DATE_OF_BIRTH",
            12: "NATIONAL_ID"},
    "IN1": {16: "PERSON", 18: "DATE_OF_BIRTH", 19: "ADDRESS", 36: "HEALTH_ID", 49: "HEALTH_ID"},
}  # fmt: skip
_SEGMENT: Final = regex.compile(
    r"(?<![\p{L}\p{N}|^])(?<kind>PID|NK1|GT1|IN1)\|(?<fields>[^\n\r|]{0,300}(?:\|[^\n\r|]{0,300}){1,60})"
)


@dataclass(frozen=True, slots=True)
class Patients:
    """Each field of a patient, of next of kin, of who pays, whole with its parts: `SAMPLE^ALICE^M`."""

    id: str = "records.hl7"

    def find(self, page: Page) -> Iterator[Finding]:
        if not any(f"{kind}|" in page.text for kind in _FIELDS):
            return
        for segment in matches(_SEGMENT, page):
            start = segment.start("fields")
            for number, field in enumerate(segment["fields"].split("|"), start=1):
                entity = _FIELDS[segment["kind"]].get(number)
                said = field.strip()
                if entity and regex.search(r"[\p{L}\p{N}]{2}", said):
                    at = start + field.index(said)
                    span = Span(at, at + len(said))
                    yield Finding(span, entity, SURE, self.id, words_beside(page.text, span, [span]))
                start += len(field) + 1


_BIRTHDAY = Rule(
    id="records.vcard-birthday",
    entity="DATE_OF_BIRTH",
    pattern=r"(?im)^(?:BDAY|ANNIVERSARY|DEATHDATE)(?:;[^:\n]{0,80})?:[ ]?(?<hide>[\d-]{4,10}(?:T[\d:Z+-]{2,15})?)[ \t\r]*$",
    needs=("bday", "anniversary", "deathdate"),
)

RECOGNIZERS: Final = (Patients(), _BIRTHDAY)
