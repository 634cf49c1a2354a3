"""What kind each mail is, and why it is sent: a template that is not listed here is not sent (S046, S052).

Legal mail always goes out; transactional mail belongs to something the person asked for; promotional mail
goes only to those who said yes, carries a link that ends it with one press, and is stopped at once by a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MailClass(StrEnum):
    TRANSACTIONAL = "transactional"
    PROMOTIONAL = "promotional"
    LEGAL = "legal"


class Unclassed(Exception):
    """A template without a class, or a promotional mail without a way to end it; the argument is a code."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`why` is what the preferences page says about it, empty for mails among ourselves."""

    mail_class: MailClass
    why: str = ""


_T, _P, _L = MailClass.TRANSACTIONAL, MailClass.PROMOTIONAL, MailClass.LEGAL

KINDS: dict[str, Kind] = {
    "sign_in": Kind(_T, "The link that signs you in"),
    "invitation": Kind(_T, "That an organisation invites you"),
    "factor_changed": Kind(_T, "That something about signing in to your account changed"),
    "ticket_received": Kind(_T, "That we have your ticket, with the private link to it"),
    "reply": Kind(_T, "That there is an answer in your ticket"),
    "approve": Kind(_T, "The question whether a copy may be published"),
    "published": Kind(_T, "That a copy of your ticket is public"),
    "copy_changed": Kind(_T, "That the public copy of your ticket has changed"),
    "link_renewed": Kind(_T, "The new private link to your ticket"),
    "comment_confirm": Kind(_T, "The link that confirms a comment of yours"),
    "follow_confirm": Kind(_T, "The link that confirms that you follow a post"),
    "follow_forget": Kind(_T, "The link that ends all follows"),
    "news": Kind(_T, "News of a post you follow, until you end that"),
    "fixed": Kind(_T, "That a post you follow is fixed"),
    "removal_confirm": Kind(_L, "The link that confirms a removal request"),
    "removal_received": Kind(_L, "That we have your removal request"),
    "removal_done": Kind(_L, "Our answer to a removal request"),
    "removal_help": Kind(_L, "Help in finding what should be removed"),
    "removal_refused": Kind(_L, "Our answer to a removal request"),
    "case_confirm": Kind(_L, "The link that confirms a request about your data"),
    "case_received": Kind(_L, "That we have your request, and until when we answer"),
    "case_represented": Kind(_L, "That somebody asks in your name"),
    "case_answer": Kind(_L, "That our answer to your request is there"),
    "case_question": Kind(_L, "That we have a question about your request"),
    "case_news": Kind(_L, "That there is something new about your request"),
    "case_reminder": Kind(_L, "That you may still answer"),
    "case_package": Kind(_L, "The link to the copy of your data"),
    "preferences_link": Kind(_L, "The link to this page"),
    "notice": Kind(_L, "That our privacy notice changes, or who runs this service"),
    "product_news": Kind(_P, "News about new versions and offers"),
    "removal_alarm": Kind(_T),
    "case_alarm": Kind(_T),
    "lock_alarm": Kind(_T),
    "hold_alarm": Kind(_T),
}


def class_of(template: str) -> MailClass:
    """Raises Unclassed for a template that nobody has classed."""
    try:
        return KINDS[template].mail_class
    except KeyError:
        raise Unclassed("no-class") from None


def mandatory() -> tuple[str, ...]:
    """What one cannot end, and why it is sent: each once, legal ones last."""
    kinds = [kind for kind in KINDS.values() if kind.mail_class != MailClass.PROMOTIONAL and kind.why]
    return tuple(dict.fromkeys(kind.why for kind in sorted(kinds, key=lambda kind: kind.mail_class != _T)))
