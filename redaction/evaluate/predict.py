"""What ours and vanilla Presidio hide in a text: work for any process, its models loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

from redaction import detect
from redaction.policy import DEFAULT_POLICY
from redaction.recognizers.models import english_model
from redaction.spans import Span


@dataclass(frozen=True, slots=True)
class Predicted:
    """What an engine would hide in a text, and what it would only show to a reviewer."""

    hidden: tuple[Span, ...]
    near: tuple[Span, ...] = ()


def ours(text: str) -> Predicted:
    """What this engine says under the default policy. Raises what the analyzer raises."""
    scan = detect.analyzer().analyze(text, DEFAULT_POLICY)
    return Predicted(
        tuple(finding.span for finding in scan.findings), tuple(finding.span for finding in scan.near)
    )


def vanilla(text: str) -> Predicted:
    """What Presidio as it comes would hide: all its recognisers, no threshold, every text read as English."""
    found = _vanilla().analyze(text, "en")
    return Predicted(tuple(Span(result.start, result.end) for result in found if result.start < result.end))


def vanilla_engine() -> AnalyzerEngine:
    """Presidio as it comes, around the whole of the same spaCy pipeline; it never fetches anything."""
    # Its e-mail recogniser would ask the network for the list of public suffixes; a copy is in the package.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    nlp = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": "en_core_web_md"}],
        ner_model_configuration=NerModelConfiguration(labels_to_ignore=[]),
    )
    # Never nlp.load(): it would download a model it does not find. Presidio's class gives no type for it.
    setattr(nlp, "nlp", {"en": spacy.load(english_model())})  # noqa: B010
    return AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])


@cache
def _vanilla() -> AnalyzerEngine:
    return vanilla_engine()
