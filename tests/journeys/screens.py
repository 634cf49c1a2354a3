"""Every page of the desk with something on it: the name of its URL, and what stands there -> the path.

Each function makes what its visitor needs to see and gives the pages that only they, or they first, meet.
"""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.tokens import token_of
from desk.mail.invitations import mail_invitation
from desk.publishing import review
from desk.publishing.consent import ask_customer
from desk.publishing.following import follow, unfollow_path
from desk.publishing.models import LeakTour, Publication
from desk.rights.consent import texts
from desk.rights.consent.models import PolicyText
from desk.rights.personal import collecting
from desk.rights.personal.models import CaseLetter, Package, RightsItem
from desk.rights.registers import breach
from desk.rights.registers.models import BreachDrill
from desk.tickets.models import AlwaysWord, Attachment, Product, Ticket
from desk.tickets.receive import Upload
from desk.tickets.rules import always
from tests import people
from tests.build import a_log, a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, preview_of, published
from tests.desk.rights import asking, cases
from tests.desk.rights.asking import carried_out, decide_all, searched
from tests.journeys.browser import link_in_last_mail
from tests.tasks import run_tasks

GUEST = "guest.gray@example.org"


def of_visitors() -> dict[str, str]:
    """What everybody may open; links in mails were sent for it."""
    post = published(a_ticket(), by=people.dana())
    gone = published(a_ticket(), by=people.dana())
    searched(Client(), scope="post", post=gone.slug)
    ticket = a_ticket(GUEST, text="The lamp flickers.")  # Alice asks about her data below, and is not in it
    assert ticket.guest is not None
    text = a_policy_text()
    return {
        "accounts:front": reverse("accounts:front"),
        "accounts:sign_in": reverse("accounts:sign_in"),
        "accounts:sign_in_sent": reverse("accounts:sign_in_sent"),
        "accounts:sign_in_link, ended": reverse("accounts:sign_in_link", args=["MQ", "ended"]),
        "tickets:new": reverse("tickets:new"),
        "tickets:received": reverse("tickets:received"),
        "tickets:guest_link": reverse("tickets:guest_link", args=[token_of(ticket.guest)]),
        "public:list": reverse("public:list"),
        "public:list, nothing found": reverse("public:list") + "?q=zebra",
        "public:issue": post.public_path,
        "public:issue, taken down": gone.public_path,
        "public:placeholders": reverse("public:placeholders"),
        "nothing here": "/nothing/",
        **of_readers_who_take_part(post),
        **of_who_asks_for_removal(post),
        **of_who_asks_about_their_data(),
        "rights:policies": reverse("rights:policies"),
        "rights:policy": text.get_absolute_url(),
        "rights:kept": reverse("rights:kept"),
    }


def of_readers_who_take_part(post: Publication) -> dict[str, str]:
    forms = {
        f"public:{name}": reverse(f"public:{name}", args=[post.slug])
        for name in ("affects", "follow", "comment")
    }
    links = {
        "public:follow_confirm": mailed(forms["public:follow"], "/take-part/follow/confirm/"),
        "public:comment_confirm": mailed(
            forms["public:comment"], "/take-part/comments/confirm/", text="Here, too."
        ),
    }
    Client().post(links["public:follow_confirm"])
    links["public:forget_confirm"] = mailed(reverse("public:forget"), "/take-part/follow/forget-me/")
    return {
        **forms,
        **links,
        "public:mail_sent": reverse("public:mail_sent"),
        "public:comment_sent": reverse("public:comment_sent"),
        "public:unfollow": unfollow_link(post),
        "public:forget": reverse("public:forget"),
    }


def of_who_asks_for_removal(post: Publication) -> dict[str, str]:
    return {
        "rights:ask": reverse("rights:ask") + f"?post={post.slug}",
        "rights:asked": reverse("rights:asked"),
        "rights:begun": reverse("rights:begun"),
        "rights:confirm": removal_link(),
        "rights:more": more_link(),
        "rights:check": reverse("rights:check"),
        "rights:certificate": certificate_path(),
    }


def of_who_asks_about_their_data() -> dict[str, str]:
    alice = people.alice()
    cases.ask(Client(), "access", email="first.asker@example.org")
    unconfirmed = cases.link_in_mail("first.asker@example.org")
    cases.confirmed(Client(), "access", asker="representative", about=alice.email)
    represented = cases.link_in_mail(alice.email, "/privacy/for-me/")
    return {
        "rights:centre": reverse("rights:centre"),
        "rights:ask_case": reverse("rights:ask_case"),
        "rights:case_sent": reverse("rights:case_sent"),
        "rights:my_case, not confirmed": unconfirmed,
        "rights:my_case": cases.link_in_mail(cases.CHARLIE),
        "rights:represented": represented,
        "rights:preferences_ask": reverse("rights:preferences_ask"),
        "rights:preferences": mailed(reverse("rights:preferences_ask"), "/privacy/mails/"),
        "rights:package_link": package_link(),
    }


def of_alice() -> dict[str, str]:
    """A customer with a ticket, a copy to approve and a request of her own."""
    ticket = a_ticket_with_files()
    Product.objects.update(asks_customer=True)
    copy = a_copy(ticket, by=people.dana())
    hide_all(copy, by=people.dana())
    copy = Publication.objects.select_related("ticket__product").get(pk=copy.pk)
    ask_customer(copy, seen=preview_of(copy).digest, by=people.dana())
    Product.objects.update(asks_customer=False)
    cases.of_account(people.alice(), "rectify", "revoke", purposes=["news"])
    cases.confirmed(Client(), "rectify", email=people.alice().email, right_name="Alice A. Archer")
    return {
        "tickets:my": reverse("tickets:my"),
        "tickets:my_ticket": reverse("tickets:my_ticket", args=[ticket.pk]),
        "tickets:new": reverse("tickets:new"),
        "tickets:queue, not for customers": reverse("tickets:queue"),
        "mycopy:copy": reverse("mycopy:copy", args=[ticket.pk]),
        "rights:my_privacy": reverse("rights:my_privacy"),
        "rights:my_case, hers by mail": cases.link_in_mail(people.alice().email),
        "accounts:close": reverse("accounts:close"),
        "accounts:signing_in": reverse("accounts:signing_in"),
        "accounts:prove": reverse("accounts:prove"),
        "accounts:add_app": reverse("accounts:add_app"),
        "accounts:add_passkey": reverse("accounts:add_passkey"),
        "rights:looks": reverse("rights:looks"),
    }


def of_erin() -> dict[str, str]:
    """An organisation's administrator: members, and an invitation of each kind of answer."""
    birch, erin = people.birch(), people.erin()
    people.bob()
    mail_invitation(birch, "robin.reed@example.org", by=erin)
    run_tasks("mail")
    return {
        "accounts:my_organisations": reverse("accounts:my_organisations"),
        "accounts:organisation": reverse("accounts:organisation", args=[birch.pk]),
        "accounts:invite": reverse("accounts:invite", args=[birch.pk]),
        "accounts:invitation": link_in_last_mail("robin.reed@example.org", "/invitation/"),
        "accounts:invitation, ended": reverse("accounts:invitation", args=[1, "ended"]),
    }


def of_dana() -> dict[str, str]:
    """An agent: queue, review, removals and requests, full and empty."""
    dana = people.dana()
    ticket = a_ticket_with_files()
    undecided = a_copy(ticket, by=dana)
    for file in Attachment.objects.filter(message__ticket=ticket):
        review.pull_file(undecided, file, by=dana)
    run_tasks()
    post = published(a_ticket(), by=dana)
    removal = searched(Client(), words="second page", post=post.slug)
    case = cases.of_account(people.alice(), "access", "rectify")
    cases.decide(case, RightsItem.Verdict.GRANTED, by=dana, right="access")
    run_tasks("default")
    refused = cases.confirmed(Client(), "remove", email="late.asker@example.org")
    cases.decide(refused, RightsItem.Verdict.REFUSED, by=dana, ground="ProcessExcessive")
    cases.answered(refused, by=dana)
    mailed_in = cases.confirmed(Client(), "access", email=people.bob().email)
    a_ticket_that_names_alice()
    named = cases.of_account(people.alice(), "remove")
    run_tasks("default")
    return {
        "tickets:queue": reverse("tickets:queue"),
        "tickets:queue, nothing found": reverse("tickets:queue") + "?q=zebra",
        "tickets:ticket": reverse("tickets:ticket", args=[ticket.pk]),
        "publishing:list": reverse("publishing:list"),
        "publishing:comments": reverse("publishing:comments"),
        "publishing:review": undecided.get_absolute_url(),
        "publishing:review, published": post.get_absolute_url(),
        "rights:list": reverse("rights:list"),
        "rights:list, nothing closed": reverse("rights:list") + "?state=closed",
        "rights:detail": removal.get_absolute_url(),
        "rights:for_customer": reverse("rights:for_customer", args=[ticket.pk]),
        "rights:cases": reverse("rights:cases"),
        "rights:case": case.get_absolute_url(),
        "rights:case, not signed in": mailed_in.get_absolute_url(),
        "rights:case_letter": reverse("rights:case_letter", args=[CaseLetter.objects.latest("pk").pk]),
        "rights:mentions": reverse("rights:mentions", args=[named.pk]),
        "rights:package": reverse("rights:package", args=[Package.objects.get(case=case).pk]),
        "rights:case_from_ticket": reverse("rights:case_from_ticket", args=[ticket.pk]),
        "rights:due": reverse("rights:due"),
    }


def of_the_operator() -> dict[str, str]:
    always("Bluebell", "OTHER", AlwaysWord.Verdict.HIDE, by=people.dana(), reason="A project.")
    shut = {"door": "pixels", "post": 7, "reason": "detector-unavailable"}
    LeakTour.objects.create(leaks=[{"door": "feed", "post": 7, "entity": "PERSON"}], unread=[shut])
    a_ticket()  # its product
    drill = breach.begin(BreachDrill.Leak.DATABASE, by=people.operator())
    people.alice()  # and where she belongs
    pages = {
        "rights:drill": reverse("rights:drill", args=[drill.pk]),
        "accounts:organisation, operator's": reverse("accounts:organisation", args=[people.birch().pk]),
    }
    return pages | {
        name: reverse(name)
        for name in (
            "accounts:organisations",
            "accounts:remove_second_step",
            "publishing:watch",
            "publishing:labels",
            "tickets:products",
            "tickets:always",
            "rights:retention",
            "rights:registers",
            "rights:drills",
            "rights:policy_add",
            "rights:broadcasts",
        )
    }


def a_ticket_with_files() -> Ticket:
    """A ticket of Alice with a picture and a log that both name her, scanned."""
    picture = a_screenshot("Settings - Profile", "Name   Alice Archer", "E-mail alice.archer@example.com")
    lines = [f"INFO  page  {number} written" for number in range(40)]  # the panes of the review scroll
    log = a_log("INFO  mail  sending report to alice.archer@example.com", *lines)
    ticket = a_ticket(uploads=[Upload("profile.png", picture), Upload("export.log", log)])
    run_tasks()
    return ticket


def a_ticket_that_names_alice() -> Ticket:
    """One of Bob's, with her name in its words, in a picture and in a log."""
    address = people.alice().email
    picture = Upload("screen.png", a_screenshot("Account", address, "Lamp settings"))
    log = Upload("lamp.log", f"INFO login {address} ok\nINFO lamp on\n".encode())
    text = f"Hello,\nmy colleague Alice Archer ({address}) saw it first.\nThe lamp flickers."
    return a_ticket(people.bob(), subject="The lamp", text=text, uploads=[picture, log])


def a_policy_text() -> PolicyText:
    """The second version of a text, which shows what changed."""
    for version, text in (("2026-10", "We keep little.\nWe sell."), ("2026-11", "We keep little.")):
        last = texts.add_version(
            PolicyText.Kind.PRIVACY,
            version,
            text,
            by=people.dana(),
            effective_on=timezone.now().date() - timedelta(days=1),
            is_material=False,
        )
    return last


def mailed(form: str, link: str, *, email: str = cases.CHARLIE, **fields: str) -> str:
    """Send the form, and follow the mail: the path of its link."""
    Client().post(form, {"email": email, **fields})
    run_tasks("mail")
    return link_in_last_mail(email, link)


def removal_link() -> str:
    asking.ask(Client(), words="second page", email="removal.asker@example.org")
    return asking.last_link()


def more_link() -> str:
    """Where somebody who only described it can name words, after an agent asked for them."""
    asking.ask(Client(), scope="described", explanation="My uncle is in a post about exports.")
    request = asking.confirm(Client())
    desk = Client()
    desk.force_login(people.dana())
    desk.post(reverse("rights:ask_for_words", args=[request.pk]))
    run_tasks("mail")
    return link_in_last_mail(asking.CHARLIE, "/removal/more/")


def certificate_path() -> str:
    post = published(a_ticket(text="The export stops for Ruprecht Zwiebelkuchen."), by=people.dana())
    request = searched(Client(), words="second page", post=post.slug)
    decide_all(request, by=people.dana())
    return carried_out(request, by=people.dana()).certificate.get_absolute_url()


def unfollow_link(post: Publication) -> str:
    return unfollow_path(follow(post, "follower@example.org"))


def package_link() -> str:
    """Where a guest fetches the copy of what the desk has about them."""
    case = cases.confirmed(Client(), "access", email=GUEST)
    cases.decide(case, RightsItem.Verdict.GRANTED, by=people.dana())
    run_tasks("default")
    collecting.approve(Package.objects.get(case=case), by=people.dana())
    run_tasks("default")
    cases.answered(case, by=people.dana())
    Client().post(cases.link_in_mail(GUEST) + "copy/")
    return cases.link_in_mail(GUEST, "/privacy/copy/")
