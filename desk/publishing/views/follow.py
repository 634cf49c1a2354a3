"""What a visitor does at a post without an account: say that it affects them too, follow it, leave again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from desk.http import network, too_many, typed_address
from desk.publishing.following import (
    address_of_link,
    ask_to_follow,
    ask_to_forget,
    follower_of_link,
    wish_of_link,
)
from desk.publishing.following import follow as follow_post
from desk.publishing.following import forget as forget_address
from desk.publishing.following import unfollow as unfollow_post
from desk.publishing.forms import MailboxForm
from desk.publishing.views.tracker import open_post, unlisted
from desk.publishing.voting import vote

VOTES_PER_NETWORK = "30/h"
MAILS_PER_NETWORK = "10/h"
MAILS_PER_MAILBOX = "5/d"  # nobody's mailbox is filled with links they did not ask for


@require_http_methods(["GET", "HEAD", "POST"])
def affects(request: HttpRequest, slug: str) -> HttpResponse:
    """One button on a page of its own, so that reading the issue needs no cookie."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    is_done = False
    if request.method == "POST":
        if too_many(request, "vote", rate=VOTES_PER_NETWORK):
            return render(request, "errors/429.html", status=429)
        vote(publication, network("vote", request))
        publication.refresh_from_db(fields=["votes"])
        is_done = True  # the same words for the first press and the second: it counts once a day
    context = {"publication": publication, "is_done": is_done}
    return unlisted(render(request, "public/affects.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the address; the answer is the same for every address."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"publication": publication, "form": form}
        status = 422 if form.is_bound else 200
        return unlisted(render(request, "public/follow.html", context, status=status))
    if _too_many_mails(request):
        return render(request, "errors/429.html", status=429)
    ask_to_follow(publication, form.cleaned_data["email"])
    return redirect("public:mail_sent")


@require_safe
def mail_sent(request: HttpRequest) -> HttpResponse:
    return unlisted(render(request, "public/mail_sent.html"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token", "wish")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button; until it is pressed the address is not stored."""
    wish = wish_of_link(token)
    if wish is None:
        return unlisted(render(request, "public/link_ended.html", status=404))
    is_done = request.method == "POST"
    if is_done:
        follow_post(*wish)
    context = {"publication": wish[0], "is_done": is_done}
    return unlisted(render(request, "public/follow_confirm.html", context))


@csrf_exempt  # RFC 8058: a mail program posts here by itself; the token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, or one POST of a mail program."""
    follower = follower_of_link(token)
    if follower is None:
        # A second press, or the other of two mail programs: they are gone, which is what was wanted.
        return unlisted(render(request, "public/unfollow.html", {"is_done": True}, status=404))
    is_done = request.method == "POST"
    if is_done:
        unfollow_post(follower)
    return unlisted(render(request, "public/unfollow.html", {"is_done": is_done}))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
def forget(request: HttpRequest) -> HttpResponse:
    """For who has no mail of ours at hand: we send a link that ends all follows of an address."""
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return unlisted(render(request, "public/forget.html", {"form": form}, status=status))
    if _too_many_mails(request):
        return render(request, "errors/429.html", status=429)
    ask_to_forget(form.cleaned_data["email"])
    return redirect("public:mail_sent")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token", "email")
def forget_confirm(request: HttpRequest, token: str) -> HttpResponse:
    email = address_of_link(token)
    if email is None:
        return unlisted(render(request, "public/link_ended.html", status=404))
    is_done = request.method == "POST"
    if is_done:
        forget_address(email)
    return unlisted(render(request, "public/forget_confirm.html", {"is_done": is_done}))


def _too_many_mails(request: HttpRequest) -> bool:
    if too_many(request, "follow", rate=MAILS_PER_NETWORK):
        return True  # the mailbox is not counted: one network must not use up another's
    return too_many(request, "follow-mailbox", rate=MAILS_PER_MAILBOX, key=typed_address)
