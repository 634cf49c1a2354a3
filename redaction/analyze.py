"""A text in, what looks personal in it out. The one place where the detection engine is built.

    view ── rules ────────────────┐
      └──── models (Presidio) ────┴── grown and propagated ── dictionary ── split by the policy

Presidio hosts the models. Patterns are run by our own rules, because its
pattern recogniser logs a pattern that took too long and goes on without it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import regex
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from redaction.claims import claims_in
from redaction.entities import ENTITIES
from redaction.errors import CannotRead, RedactionError, Unavailable
from redaction.find import Needle, find_in_text
from redaction.labels import LABEL, LabelBook
from redaction.language import FUNCTION_WORDS, NAMES_COVERED, language_of
from redaction.policy import Policy
from redaction.recognizers import RULES
from redaction.recognizers.alone import by_given_name, capitalised, in_small_letters
from redaction.recognizers.gazetteer import countries
from redaction.recognizers.machine import is_machine, lines_in_one_case, shape_of
from redaction.recognizers.models import Rampart, english_pipeline, remembering
from redaction.recognizers.names import Guess, findings_of
from redaction.recognizers.places import grown_address
from redaction.recognizers.rules import BLANK, Clock, Page
from redaction.recognizers.sense import NameSense
from redaction.recognizers.spoken import is_plain_word
from redaction.recognizers.spread import in_a_row, initialled, listed, propagated
from redaction.recognizers.words import ORDINARY
from redaction.rewrite import Rewritten, rewrite
from redaction.scans import TextScan
from redaction.spans import Finding, Span, beaten, disjoint, shift
from redaction.tokens import normal
from redaction.view import View, view_of

MAX_TEXT = 4_000_000
_BLOCK = 4_000
_TWO_CAPITALISED = regex.compile(r"\p{Lu}\p{Ll}+[ ](?:\p{Lu}\.[ ])?\p{Lu}\p{Ll}+")
# A copy is looked at again while something new shows up, this often at most, and only up to this length.
_LOOKS, _LOOK_AGAIN = 8, 20_000
# One document may take this long and so much more per thousand code points.
# Generous on purpose: prose takes a tenth of a second per thousand (2026-11-25), on a busy machine ten
# times that, and a text that is given up cannot be published.
_SECONDS, _SECONDS_PER_THOUSAND = 60.0, 0.5


# A piece of the text and the places of its lines, see `_blocks`.
_Block = tuple[str, list[tuple[int, int, int]]]


class _NoContext(ContextAwareEnhancer):
    """Our rules weigh their own context, on both sides and by whole words."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: object,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        return raw_results


def build_analyzer(languages: Sequence[str] = ("en",), *, threads: int = 1) -> Analyzer:
    """Load everything once. Raises Unavailable("model-missing") or ("model-changed"); never fetches.

    `threads` is what one text may use of the processor inside the tagger.
    """
    if "en" not in languages:
        raise Unavailable("language-missing")
    countries()  # a missing list is found out here, not in the middle of a document
    with ThreadPoolExecutor(1) as pool:  # the two load beside each other
        loading = pool.submit(Rampart, threads=threads)
        nlp, pipeline = english_pipeline()
        tagger = loading.result()
    registry = RecognizerRegistry(
        recognizers=[
            SpacyRecognizer(
                supported_language="en", supported_entities=["PERSON", "LOCATION", "ORGANIZATION"]
            ),
            tagger,
        ],
        supported_languages=["en"],
    )
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=nlp, supported_languages=["en"], context_aware_enhancer=_NoContext()
    )
    return Analyzer(engine, tagger, NameSense(pipeline))


class Analyzer:
    """Loaded models, ready to look at one text after another; keeps nothing of any of them."""

    def __init__(self, engine: AnalyzerEngine, tagger: Rampart, sense: NameSense) -> None:
        self._engine, self._tagger, self._sense = engine, tagger, sense

    def analyze(self, text: str, policy: Policy, *, needles: Iterable[Needle] = ()) -> TextScan:
        """Everything personal in the text, under the policy.

        `needles` are values already certain in this ticket; they, whoever a
        token in the text names and the policy's `always_hide` are found in
        every spelling. Raises
        CannotRead("too-large"), Unavailable("too-slow") past the time bound
        and Unavailable("detector-failed") when a model breaks; an empty
        result always means that everything ran and found nothing.
        """
        if len(text) > MAX_TEXT:
            raise CannotRead("too-large")
        clock = Clock.of(_SECONDS + _SECONDS_PER_THOUSAND * len(text) / 1000)
        seen = view_of(text)
        language = language_of(_blanked(seen.text))
        known = find_in_text(text, (*needles, *claims_in(text), *policy.always_hide))
        with remembering(words=len(text) <= _LOOK_AGAIN):
            found = self._found(text, policy, clock)
            hidden, near = _split(text, found, known, policy)
            if hidden and len(text) <= _LOOK_AGAIN:
                hidden = self._until_stable(text, hidden, policy, clock)
        hidden, near = _told_apart(hidden, near)
        return TextScan(hidden, near, language, language in NAMES_COVERED, policy.digest)

    def _until_stable(
        self, text: str, hidden: tuple[Finding, ...], policy: Policy, clock: Clock
    ) -> tuple[Finding, ...]:
        """Look at the copy that would go out, and hide what shows up there too.

        A model may see a name only once its neighbours are gone, so without
        this a second run would hide more than the first.
        """
        for _ in range(_LOOKS):
            copy = rewrite(text, hidden, LabelBook(b"never kept"))
            found, _ = _split(copy.text, self._found(copy.text, policy, clock), (), policy)
            if not found:
                break
            hidden = disjoint((*hidden, *(_in_the_original(finding, copy) for finding in found)))
        return hidden

    def _found(self, text: str, policy: Policy, clock: Clock) -> list[Finding]:
        seen = view_of(text)
        return [
            replace(
                finding,
                span=seen.back(finding.span.start, finding.span.end),
                context=tuple(seen.back(word.start, word.end) for word in finding.context),
            )
            for finding in self._look(seen, policy, clock)
        ]

    def _look(self, seen: View, policy: Policy, clock: Clock) -> list[Finding]:
        text = _blanked(seen.text)
        language = language_of(text)
        page = Page(text, text.lower(), clock)
        blocks = list(_blocks(text))
        for block, _ in blocks:
            self._tagger.ahead(block)
        found = [finding for rule in RULES for finding in rule.find(page)]
        found = [finding for finding in found if not is_plain_word(text, finding, self._sense)]
        found += findings_of(text, self._guess(text, blocks, language, clock), language, self._sense)
        found += list(by_given_name(text, language, self._sense))
        found += list(in_small_letters(text, language, self._sense))
        found += list(capitalised(text, language))
        found += list(in_a_row(text, self._sense))
        found += list(listed(text, found, policy.threshold, self._sense))
        found += list(initialled(text, found, policy.threshold))
        found = [
            _whole_address(text, finding) if finding.score >= policy.threshold else finding
            for finding in found
        ]
        found = list(_without_street_people(found, policy.threshold))
        sure = [finding for finding in found if not _is_listed(finding.span.of(text), policy)]
        english = language in ("en", "und")
        found += list(propagated(text, sure, policy.threshold, self._sense, english=english))
        return [piece for finding in found for piece in _outside_labels(seen.text, finding)]

    def _guess(self, text: str, blocks: Iterable[_Block], language: str, clock: Clock) -> Iterator[Guess]:
        for block, places in blocks:
            for result in self._ask(block, clock):
                model = (
                    "rampart"
                    if result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY] == "rampart"
                    else "spacy"
                )
                for start, end in _placed(places, result.start, result.end):
                    yield Guess(start, end, result.entity_type, result.score, model)
        # The pipeline and the word vectors that judge its answer about small letters are English.
        respelled = {"slug": dict(_slugs(text)), "recased": dict(_recased(text)) if language == "en" else {}}
        for model, lines in respelled.items():
            if not lines:
                continue
            said, lined_up = _lined_up(lines)
            for result in self._ask(said, clock):
                for start, end in _placed(lined_up, result.start, result.end):
                    yield Guess(start, end, result.entity_type, result.score, model)

    def _ask(self, block: str, clock: Clock) -> list[RecognizerResult]:
        clock.left()
        try:
            return self._engine.analyze(block, "en")
        except RedactionError:
            raise
        except Exception:  # noqa: BLE001
            # Whatever it was, its message may hold text of the document.
            raise Unavailable("detector-failed") from None


def _whole_address(text: str, finding: Finding) -> Finding:
    if finding.entity != "ADDRESS":
        return finding
    return replace(finding, span=grown_address(text, finding.span))


def _without_street_people(found: Sequence[Finding], threshold: float) -> Iterator[Finding]:
    """Streets bear names of people; hidden with their address, they are nobody's name in this text."""
    addresses = [f.span for f in disjoint(f for f in found if f.entity == "ADDRESS" and f.score >= threshold)]
    starts = [span.start for span in addresses]
    for finding in found:
        at = bisect_right(starts, finding.span.start) - 1
        if finding.entity != "PERSON" or at < 0 or not addresses[at].covers(finding.span):
            yield finding


def _blanked(text: str) -> str:
    """Placeholders that are in the text already are nothing to look at; offsets stay."""
    return str(LABEL.sub(lambda label: BLANK * len(label.group()), text))


def _in_the_original(finding: Finding, copy: Rewritten) -> Finding:
    """Where a finding in the copy, which touches no label, stands in the text the copy was made from."""
    moved = 0
    for place in copy.placements:
        if place.span.start >= finding.span.end:
            break
        moved = place.finding.span.end - place.span.end
    return shift(finding, moved)


def _blocks(text: str) -> Iterator[_Block]:
    """What the models look at, in pieces of a few thousand code points.

    Each line of one shape comes once; machine lines without two neighbouring
    capitalised words do not come at all. With each piece the places of its
    lines: (start in the piece, start in the text, length).
    """
    seen: set[str] = set()
    piece: list[str] = []
    places: list[tuple[int, int, int]] = []
    size = at = 0
    for line in text.split("\n"):
        for start, part in _parts(line):
            if not _is_worth_a_look(part, seen):
                continue
            if size + len(part) > _BLOCK and piece:
                yield "\n".join(piece), places
                piece, places, size = [], [], 0
            places.append((size, at + start, len(part)))
            piece.append(part)
            size += len(part) + 1
        at += len(line) + 1
    if piece:
        yield "\n".join(piece), places


# Words held together by hyphens or underscores: the end of a link, a file's name.
_SLUG = regex.compile(r"(?<![\p{L}\p{N}])(?:\p{L}+|\d+)(?:[-_](?:\p{L}{2,}|\d+)){2,}(?![\p{L}\p{N}])")


def _lined_up(slugs: Mapping[int, str]) -> tuple[str, list[tuple[int, int, int]]]:
    """Slugs as the lines of one piece, each wording once, with their places as in `_blocks`."""
    once = {said: at for at, said in slugs.items()}
    places, size = [], 0
    for said, at in once.items():
        places.append((size, at, len(said)))
        size += len(said) + 1
    return "\n".join(once), places


def _slugs(text: str) -> Iterator[tuple[int, str]]:
    """Each slug once more as a line of its own, spelled as words, for the models cannot read it as it is.

    In a link every word gets a capital, because slugs have lost theirs.
    """
    for match in _SLUG.finditer(text):
        said = match.group()
        in_link = (
            text[max(0, match.start() - 1) : match.start()] == "/"
            and "://" in text[max(0, match.start() - 200) : match.start()]
        )
        if in_link and said.islower():
            said = said.title()
        elif not regex.search(r"\p{Lu}\p{Ll}+_\p{Lu}\p{Ll}", said):
            continue
        yield match.start(), said.replace("-", " ").replace("_", " ")


def _recased(text: str) -> Iterator[tuple[int, str]]:
    """Each line in one case, its words with a capital, for the models know a name by it; offsets stay."""
    for line in lines_in_one_case(text):
        said = _WORD.sub(_capitalised, line.of(text))
        if len(line.of(text)) == len(said) <= _BLOCK:  # some letters take more room as capitals
            yield line.start, said


_WORD: Final = regex.compile(r"(?<![\p{L}\p{N}])\p{L}[\p{L}\p{M}]+")


def _capitalised(match: regex.Match[str]) -> str:
    word = str(match.group()).lower()
    return word if word in ORDINARY or word in FUNCTION_WORDS else word[0].upper() + word[1:]


def _parts(line: str) -> Iterator[tuple[int, str]]:
    """A line cut between words where it is too long for one block; the cuts overlap by a name's length."""
    at = 0
    while len(line) - at > _BLOCK:
        end = line.rfind(" ", at + _BLOCK // 2, at + _BLOCK)
        end = at + _BLOCK if end < 0 else end
        yield at, line[at:end]
        at = max(at + 1, end - 100)
    yield at, line[at:]


def _is_worth_a_look(line: str, seen: set[str]) -> bool:
    if not line.strip():
        return True
    key = shape_of(line)
    if key in seen:
        return False
    seen.add(key)
    return not is_machine(line) or _TWO_CAPITALISED.search(line) is not None


def _placed(places: Sequence[tuple[int, int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a part of a piece stands in the text: one place per line it touches."""
    for begins, at, length in places:
        first, last = max(start, begins), min(end, begins + length)
        if first < last:
            yield at + first - begins, at + last - begins


def _outside_labels(text: str, finding: Finding) -> Iterator[Finding]:
    """The finding without the placeholders inside it, so that hiding twice changes nothing."""
    start, end = finding.span.start, finding.span.end
    at = start
    for label in LABEL.finditer(text, max(0, start - 48), min(len(text), end + 48)):
        if label.end() <= at or label.start() >= end:
            continue
        if any(char.isalnum() for char in text[at : max(at, label.start())]):
            yield replace(finding, span=Span(at, label.start()))
        at = label.end()
    if at == start:
        yield finding
    elif at < end and any(char.isalnum() for char in text[at:end]):
        yield replace(finding, span=Span(at, end))


def _split(
    text: str, found: Iterable[Finding], known: Sequence[Finding], policy: Policy
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What is hidden and what is only shown to the reviewer, both disjoint."""
    hidden: list[Finding] = list(known)
    near: list[Finding] = []
    for finding in found:
        # No list of words keeps what is of high severity: a bank account is one under any other name.
        is_severe = ENTITIES[finding.entity].severity == "high"
        is_kept = not is_severe and _is_listed(finding.span.of(text), policy)
        shown = finding.score < policy.threshold or is_kept
        (near if shown else hidden).append(finding)
    findings = disjoint(hidden)
    return findings, disjoint(near)


def _is_listed(value: str, policy: Policy) -> bool:
    """True for a value on the policy's list of words to keep, in any case and spacing."""
    said = normal("OTHER", value)
    return any(said == normal("OTHER", word) for word in policy.never_hide)


def _told_apart(
    findings: Sequence[Finding], near: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Near misses that touch no finding stay; the others become what a finding was not taken for.

    Both come and go in text order and disjoint.
    """
    told, apart, at = list(findings), [], 0
    for miss in near:
        while at < len(told) and told[at].span.end <= miss.span.start:
            at += 1
        if at == len(told) or not told[at].span.overlaps(miss.span):
            apart.append(miss)
        else:
            told[at] = beaten(told[at], miss)
    return tuple(told), tuple(apart)
