"""What the tick finds due in cases: reminders, escalations, ends, and what a crash left behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from desk.audit.record import record
from desk.files.store import destroy
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import send
from desk.rights.clocks import REPLY_REMINDER, mark
from desk.rights.mentions import pictures as mention_pictures
from desk.rights.mentions import search as mentions
from desk.rights.mentions.deciding import SEARCHING
from desk.rights.mentions.models import Mention, MentionSearch
from desk.rights.mentions.tasks import find_mentions, make_mention_pictures
from desk.rights.personal import authority, carrying, document, pictures, running, tasks, writing
from desk.rights.personal.models import (
    CaseLetter,
    Clock,
    Package,
    PackagePiece,
    RightsCase,
    RightsItem,
)
from desk.rights.personal.opening import LINK_LIVES, expire, token_of
from desk.rights.personal.told import forget, told_of
from desk.states import Overtaken

State = RightsCase.State

LATE = timedelta(minutes=5)
KEPT = timedelta(days=90)  # after closing, so that a late answer can still reopen the case
ALARM_AT = {50: "half", 80: "most", 100: "over"}


def tick(now: datetime) -> None:
    """Look at every row that can be due. Each step is safe to run twice."""
    for case in RightsCase.objects.filter(state=State.UNCONFIRMED, received_at__lt=now - LINK_LIVES):
        expire(case)
    _note_deliveries(now)
    _escalate(now)
    _remind_of_replies(now)
    _close_unanswered(now)
    _forget_closed(now)
    authority.destroy_papers(now)
    document.destroy_documents(now)
    _take_up(now)


def _note_deliveries(now: datetime) -> None:
    """A letter counts as delivered on the day its mail left (S163); a mail given up alarms once."""
    waiting = CaseLetter.objects.filter(delivered_on=None, failed_at=None, mail__isnull=False)
    for letter in waiting.select_related("case", "mail"):
        mail = letter.mail
        if mail is None or mail.state == OutgoingMail.State.QUEUED:
            continue
        with transaction.atomic():
            if mail.state == OutgoingMail.State.SENT and mail.sent_at is not None:
                writing.delivered(letter, mail.sent_at.date())
            else:
                CaseLetter.objects.filter(pk=letter.pk).update(failed_at=now)
                writing.alarm(letter.case, "not-delivered")


def _escalate(now: datetime) -> None:
    """Tell the agents at half, four fifths and the end of each term, once per step and case (S161)."""
    today = now.date()
    running_clocks = Clock.objects.filter(stopped_on=None, case__state=State.OPEN, told__lt=100)
    for case in RightsCase.objects.filter(clocks__in=running_clocks).distinct():
        running.reckon(case, today=today)
        clocks = list(case.clocks.filter(stopped_on=None))
        reached = max((mark(clock.started_on, clock.due_on, today) for clock in clocks), default=0)
        told = max((clock.told for clock in clocks), default=0)
        if reached > told:
            with transaction.atomic():
                Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(told=reached)
                writing.alarm(case, ALARM_AT[reached])
                record("case.escalated", case, by="system", share=reached)


def _remind_of_replies(now: datetime) -> None:
    answered = RightsCase.objects.filter(state=State.ANSWERED, is_reminded=False, reply_until__isnull=False)
    for case in answered:
        letter = case.letters.filter(kind=CaseLetter.Kind.ANSWER, delivered_on__isnull=False).last()
        if letter is None or letter.delivered_on is None:
            continue
        if running.reminder_on(case, letter.delivered_on, count=REPLY_REMINDER) > now.date():
            continue
        with transaction.atomic():
            RightsCase.objects.filter(pk=case.pk).update(is_reminded=True)
            if case.channel == RightsCase.Channel.PORTAL:
                link = writing.link_of(token_of(case))
                context = {"link": link, "number": case.number, "until": case.reply_until}
                send("case_reminder", told_of(case).email, context, thread=case.number)
            record("case.reminded", case, by="system")


def _close_unanswered(now: datetime) -> None:
    """The time to reply is over: an end for our lists, never a consent, and open to a late answer (S165)."""
    for case in RightsCase.objects.filter(state=State.ANSWERED, reply_until__lt=now.date()):
        try:
            with transaction.atomic():
                case.move(State.CLOSED, closed_at=now, close_reason="no-reply")
                record("case.closed", case, by="system", reason="no-reply")
        except Overtaken:
            continue  # they answered at the last moment


def _forget_closed(now: datetime) -> None:
    """Words, letters and packages of what was closed long ago are destroyed; decisions stay as codes."""
    for case in RightsCase.objects.filter(
        state=State.CLOSED, closed_at__lt=now - KEPT, key_destroyed_at=None
    ):
        files = [letter.file for letter in case.letters.select_related("file")]
        files += [reply.file for reply in case.replies.select_related("file")]
        for package in Package.objects.filter(case=case).select_related("file"):
            files.append(package.file)
            pictures.forget(package)
        for file in files:
            if file is not None and file.destroyed_at is None:
                destroy(file)
        mention_pictures.forget(case.mentions.all())
        case.mentions.all().delete()
        forget(case)
        record("case.forgotten", case, by="system")


def _take_up(now: datetime) -> None:
    """Work whose task has not been heard of for a while; a problem that needs a person is left to them."""
    quiet = Q(tried_at=None) | Q(tried_at__lt=now - LATE)
    for item in RightsItem.objects.filter(quiet, step=RightsItem.Step.WANTED, problem=""):
        tasks.carry_out_item.enqueue(item.pk)
    after_copy = RightsItem.objects.filter(quiet, step=RightsItem.Step.WANTED, problem=carrying.COPY_FIRST)
    for item in after_copy.select_related("case"):
        if not carrying.waits_for_copy(item.case):
            tasks.carry_out_item.enqueue(item.pk)
    for case in RightsCase.objects.filter(
        state=State.OPEN, mention_search=None, items__right__in=mentions.ASKED_FOR
    ).distinct():
        mentions.begin(case)
    for search in MentionSearch.objects.filter(quiet, done_at=None, case__key_destroyed_at=None):
        find_mentions.enqueue(search.pk)
    shown = Mention.objects.filter(covered_at=None, pictures_at=None, place=Mention.Place.FILE)
    for search in MentionSearch.objects.filter(
        quiet, case__state=State.OPEN, case__mentions__in=shown.exclude(spots=[])
    ).distinct():
        make_mention_pictures.enqueue(search.pk)
    for item in RightsItem.objects.filter(quiet, step=RightsItem.Step.WANTED, problem=SEARCHING):
        find_mentions.enqueue(item.case.mention_search.pk)
    for package in Package.objects.filter(quiet, state=Package.State.COLLECTING):
        tasks.collect_package.enqueue(package.pk)
    over = Package.objects.filter(state__in=[Package.State.COLLECTING, Package.State.READY])
    for package in over.filter(pieces__picture__isnull=False).distinct():
        pictures.forget(package)
    unmade = PackagePiece.objects.filter(is_picture=True, reason="", picture=None)
    for package in Package.objects.filter(quiet, state=Package.State.REVIEW, pieces__in=unmade).distinct():
        tasks.make_pictures.enqueue(package.pk)
    for package in Package.objects.filter(quiet, state=Package.State.BUILDING):
        tasks.build_package.enqueue(package.pk)
