"""Comments: the visitor's form and confirmation, and the list in which agents decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from desk.audit.record import record
from desk.http import AgentRequest, agent_required, too_many, typed_address
from desk.publishing.comments import accept as accept_comment
from desk.publishing.comments import comment_of_link, leave_comment, waiting
from desk.publishing.comments import confirm as confirm_comment
from desk.publishing.comments import reject as reject_comment
from desk.publishing.forms import CommentForm
from desk.publishing.models import Comment
from desk.publishing.review import NotReviewable
from desk.publishing.views.tracker import open_post, unlisted
from desk.states import Overtaken

PER_NETWORK = "10/h"
PER_MAILBOX = "5/d"  # nobody's mailbox is filled with links they did not ask for


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form. Reading an issue sets no cookie; this page does, for it sends something."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    form = CommentForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"publication": publication, "form": form}
        status = 422 if form.is_bound else 200
        return unlisted(render(request, "public/comment.html", context, status=status))
    if too_many(request, "comment", rate=PER_NETWORK) or too_many(
        request, "comment-mailbox", rate=PER_MAILBOX, key=typed_address
    ):
        return render(request, "errors/429.html", status=429)
    leave_comment(publication, form.cleaned_data["text"], email=form.cleaned_data["email"])
    return redirect("public:comment_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return unlisted(render(request, "public/comment_sent.html"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button. A mail scanner that follows the link changes nothing."""
    found = comment_of_link(token)
    if found is None:
        return unlisted(render(request, "public/link_ended.html", status=404))
    if request.method == "POST":
        confirm_comment(found)
        return redirect("public:comment_confirm", token=token)
    return unlisted(render(request, "public/comment_confirm.html", {"comment": found}))


@agent_required
@require_GET
def comments(request: AgentRequest) -> HttpResponse:
    """What visitors wrote and nobody has decided, oldest first."""
    found = list(waiting()[:100])
    for one in found:
        record("comment.seen", one, by=request.user)
    return render(request, "publishing/comments.html", {"comments": found})


@agent_required
@require_POST
def accept(request: AgentRequest, pk: int) -> HttpResponse:
    """Into the copy; the agent goes on in its review room."""
    found = get_object_or_404(Comment.objects.exclude(confirmed_at=None), pk=pk)
    try:
        part = accept_comment(found, by=request.user)
    except NotReviewable:
        messages.error(request, _("The copy is being published right now. Try again in a moment."))
        return redirect("publishing:comments")
    except Overtaken:
        return render(request, "errors/409.html", status=409)
    if part is None:
        messages.error(request, _("Somebody was faster: this comment is decided."))
        return redirect("publishing:comments")
    messages.success(request, _("The comment is in the copy. Review it, then publish the copy again."))
    return redirect(part.publication)


@agent_required
@require_POST
def reject(request: AgentRequest, pk: int) -> HttpResponse:
    reject_comment(get_object_or_404(Comment.objects.exclude(confirmed_at=None), pk=pk), by=request.user)
    messages.success(request, _("The comment was destroyed."))
    return redirect("publishing:comments")
