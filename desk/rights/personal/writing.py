"""What we write in a case. A mail says that there is something to read and where; never what (S162)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.audit.record import record
from desk.files.store import CannotOpen, keep_private, read
from desk.mail.outgoing import send
from desk.rights.holders import PARTS
from desk.rights.mentions.models import Mention
from desk.rights.packs import Right, authorities_of, packs
from desk.rights.personal import running
from desk.rights.personal.grounds import GROUNDS
from desk.rights.personal.models import CaseLetter, RightsCase, RightsItem, Wait
from desk.rights.personal.told import told_of

Kind, Channel, State = CaseLetter.Kind, RightsCase.Channel, RightsCase.State
Verdict, Step = RightsItem.Verdict, RightsItem.Step

# Code of an alarm -> what the agents read.
ALARMS = {
    "new": "There is a new request about personal data.",
    "half": "Half of the time for an answer is over.",
    "most": "Four fifths of the time for an answer are over.",
    "over": "The time for an answer is over today. Answer now.",
    "appeal": "The person disagrees with our answer. Somebody else has to look at it.",
    "replied": "The person has answered our question.",
    "not-delivered": "A letter could not be delivered by mail. Find another way.",
    "by-hand": "Something that was granted has to be done by hand.",
}


class NotFinished(Exception):
    """Something is undecided or not carried out yet; the argument is a code."""


def send_confirmation_link(case: RightsCase, token: str, *, to: str) -> None:
    send("case_confirm", to, {"link": link_of(token), "number": case.number}, thread=case.number)


def send_receipt(case: RightsCase, token: str, *, to: str) -> None:
    """At once, with the day by which we answer."""
    context = {"link": link_of(token), "number": case.number, "due": _due(case)}
    send("case_received", to, context, thread=case.number)


def send_to_represented(token: str, *, to: str, number: str) -> None:
    """To the person somebody asks for: the same words whether or not we know them."""
    link = absolute(reverse("rights:represented", args=[token]))
    send("case_represented", to, {"link": link, "number": number}, thread=number)


def alarm(case: RightsCase, code: str) -> None:
    """Tell every agent but the one the case is about, in the caller's transaction."""
    context = {
        "number": case.number,
        "link": absolute(case.get_absolute_url()),
        "words": ALARMS[code],
        "due": _due(case),
    }
    agents = User.objects.filter(is_agent=True, is_active=True).exclude(pk=case.person_id or 0)
    for agent in agents:
        send("case_alarm", agent.email, context, thread=case.number)


def compose_answer(case: RightsCase, *, words: str = "") -> str:
    """The answer as it would be sent: each item with its decision, why, and what can be done.

    `words` are the agent's own, put at its end.
    """
    items = list(case.items.all())
    applying = [pack for item in items for pack in packs().applying(Right(item.right), case.place)]
    context = {
        "case": case,
        "items": [
            {
                "item": item,
                "ground": GROUNDS.get(item.ground),
                "parts": [PARTS[name] for name in item.holders],
            }
            for item in items
        ],
        "stays": [GROUNDS[code] for code in _stays(case)],
        "has_package": hasattr(case, "package"),
        "has_refusal": any(item.says_no for item in items) or bool(_stays(case)),
        "authorities": authorities_of(applying),
        "has_statement": any(
            pack.has_statement
            for item in items
            if item.right == Right.RECTIFY
            for pack in packs().applying(Right.RECTIFY, case.place)
        ),
        "words": words.strip(),
        "today": timezone.now(),
    }
    return render_to_string("rights/letters/answer.txt", context)


def _stays(case: RightsCase) -> list[str]:
    """By which grounds something that others wrote about them is neither covered nor handed out."""
    stays = Mention.objects.filter(case=case, verdict=Mention.Verdict.STAYS).order_by()
    return sorted(stays.values_list("ground", flat=True).distinct())


@transaction.atomic
def send_answer(case: RightsCase, *, words: str, by: User) -> CaseLetter:
    """Answer a decided case, by the way the person chose. Raises NotFinished, BadMove, Overtaken.

    What is deleted only after the person has their copy is told, and does not keep the answer back: without
    the answer they would not know that the copy is there.

    There is no other way to end a case: also "nothing found" and "not
    verified" are told (S168).
    """
    if not case.is_decided:
        raise NotFinished("undecided")
    if case.items.filter(step=Step.WANTED).exclude(problem="copy-first").exists():
        raise NotFinished("not-carried-out")
    text = compose_answer(case, words=words)
    today = timezone.now()
    case.move(
        State.ANSWERED,
        answered_at=today,
        reply_until=None,
        is_reminded=False,
    )
    running.stop_clocks(case, today=today.date())
    return _send(case, Kind.ANSWER, text, "case_answer", by=by)


@transaction.atomic
def ask_question(case: RightsCase, words: str, *, reason: Wait.Reason, by: User) -> CaseLetter:
    """Ask the person for what we need; clocks that may, stand still from today."""
    running.ask_back(case, reason, today=timezone.now().date(), by=by)
    context = {"case": case, "reason": Wait.Reason(reason).label, "words": words.strip()}
    text = render_to_string("rights/letters/question.txt", context)
    return _send(case, Kind.QUESTION, text, "case_question", by=by)


@transaction.atomic
def tell_extension(case: RightsCase, words: str, *, by: User) -> CaseLetter:
    """Take more time and say why, in one step. Raises TooLate, NotExtendable."""
    running.extend(case, today=timezone.now().date(), by=by)
    due = max(clock.due_on for clock in case.clocks.filter(stopped_on=None, extended_on__isnull=False))
    text = render_to_string(
        "rights/letters/extension.txt", {"case": case, "due": due, "words": words.strip()}
    )
    return _send(case, Kind.EXTENSION, text, "case_news", by=by)


def text_of(letter: CaseLetter) -> str:
    """The words of a letter. Raises CannotOpen once the case is forgotten."""
    if letter.file is None:
        raise CannotOpen("no-key")
    return read(letter.file).decode()


@transaction.atomic
def posted(letter: CaseLetter, *, on: date, tracking: str, by: User) -> None:
    """An agent handed a letter on paper to the post; from then the person's time to answer runs (S159)."""
    letter.tracking = tracking
    letter.save(update_fields=["tracking"])
    delivered(letter, on)
    record("case.letter-posted", letter, by=by, case=letter.case_id)


def delivered(letter: CaseLetter, on: date) -> None:
    """The letter has left; an answer opens the person's time to reply."""
    CaseLetter.objects.filter(pk=letter.pk).update(delivered_on=on)
    case = letter.case
    if letter.kind == Kind.ANSWER and case.state == State.ANSWERED:
        RightsCase.objects.filter(pk=case.pk).update(reply_until=running.reply_until(case, on))


def _send(case: RightsCase, kind: CaseLetter.Kind, text: str, template: str, *, by: User) -> CaseLetter:
    from desk.rights.personal.opening import token_of

    file = keep_private(text.encode(), kind="text")
    letter = CaseLetter.objects.create(case=case, kind=kind, file=file, written_by=by, channel=case.channel)
    if case.channel == Channel.PORTAL:
        to = told_of(case).email
        context = {"link": link_of(token_of(case)), "number": case.number}
        letter.mail = send(template, to, context, thread=case.number)
        letter.save(update_fields=["mail"])
    record("case.letter-written", letter, by=by, case=case.pk, kind=str(kind))
    return letter


def _due(case: RightsCase) -> date | None:
    return min((clock.due_on for clock in case.clocks.filter(stopped_on=None)), default=None)


def link_of(token: str) -> str:
    return absolute(reverse("rights:my_case", args=[token]))
