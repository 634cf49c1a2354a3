"""Numbers by which an organisation knows a person: customer, employee, member, contract, policy.

The words are put together from their parts, because every language has its
own order: `Kundennummer`, `customer no.`, `número de cliente`, `nº de socio`.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.rules import LIKELY, Page, Rule

# Whose number it is: en de fr es it pt nl sv/da/no fi pl cs/sk hu ro hr/sl.
_WHOSE: Final = (
    r"(?:cust(?:omer)?|client|staff|employee|personnel|payroll|member(?:ship)?|subscriber|policy(?:holder)?|student|loyalty|"
    r"kunden?|mitarbeiter|personal|mitglieds?|vertrags?|versicherungs?|policen?|studenten|matrikel|"
    r"clients?|salariée?|employée?|adhérente?|abonnée?|sociétaire|contrat|police|étudiante?|"
    r"clientes?|empleado|empleada|socio|socia|abonado|abonada|contrato|póliza|afiliado|"
    r"dipendente|contratto|polizza|abbonato|tessera|utente|sócio|funcionário|associado|apólice|"
    r"klant|medewerkers?|personeels?|leden|lidmaatschaps?|contract|polis|"
    r"kund|anställnings?|medlems?|avtals?|kunde|ansatt|medarbejder|asiakas|jäsen|sopimus|"
    r"klienta?|pracownika|umowy|polisy|zákaznick[éýa]|zákazníka|zamestnanca|zaměstnance|smlouvy|zmluvy|ügyfél|szerződés|dolgozói|abonatului|clientului|contractului|kupca|stranke|člana)"
)
_NUMBER: Final = r"(?:no\.?|nr\.?|n[°º]|nº|#|id|number|num(?:\.|mer|ber|ero|erul)?|nummer|número|numéro|numero|n\.|číslo|szám(?:a|om)?|numer|numero|numărul|broj|številka|koodi|numret)"
_VALUE: Final = r"(?<hide>(?=[\p{Lu}\d ./-]*\d{3})[\p{Lu}]{0,4}[-./]?\d[\p{Lu}\d]*(?:[ ./-]?[\p{Lu}\d]*\d[\p{Lu}\d]*){0,5}(?:-\p{Lu}{1,2})?)(?![\p{L}\p{N}]|[.:]\d)"
_IS: Final = (
    r"[\"']?(?:[ ]?[:=#][ ]?|[ ](?:(?:is|ist|lautet|est|es|è|é|är|er|on|to|jest|je|este)[ ])?)[\"'“]?"
)

_LABELLED = Rule(
    id="accounts.labelled",
    entity="ACCOUNT_ID",
    pattern=(
        rf"(?i:(?<![\p{{L}}\p{{N}}_.-])(?:{_WHOSE}[ _-]?{_NUMBER}|{_NUMBER}[ ](?:de[ ]la[ ]|del?[ ]|du[ ]|d['’]|da[ ]|do[ ]|di[ ])?{_WHOSE})(?![\p{{L}}])){_IS}{_VALUE}"
    ),
    score=LIKELY,
    check=lambda match, page: _is_a_number(match, page),
)


def _is_a_number(match: regex.Match[str], page: Page) -> float | None:
    """Four signs or more, and no year, version or count of something."""
    value = match.group("hide")
    signs = regex.sub(r"[ ./-]", "", value)
    return LIKELY if len(signs) >= 4 and not regex.fullmatch(r"(?:19|20)\d\d", signs) else None


RECOGNIZERS: Final = (_LABELLED,)
