"""Background work of a removal. Every task takes the id, looks again, and may run twice."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from django_tasks.base import Task

from desk.files.sealing import CannotOpen
from desk.jobs import Again, task
from desk.redactor import CannotRedact
from desk.rights import removal
from desk.rights import search as searching
from desk.rights.asked import needles_of
from desk.rights.models import AffectedPost, RemovalRequest
from desk.rights.republishing import Stuck, Waiting, settle_all
from desk.states import Overtaken

State, Step = RemovalRequest.State, AffectedPost.Step


@task(queue_name="publish")
def search(request_id: int) -> None:
    """Search for what was asked, and mask it in the post it was asked for."""
    _work(search, request_id, State.SEARCHING, searching.search)
    show_again.enqueue(request_id)


@task(queue_name="publish")
def show_again(request_id: int) -> None:
    """Bring a post back whose words were masked first, once the masked copy is public and looked at."""

    def settle(request: RemovalRequest) -> None:
        settle_all(request, needles_of(request))

    if AffectedPost.objects.filter(request=request_id, step__in=[Step.WANTED, Step.ASKED]).exists():
        _work(show_again, request_id, State.REVIEW, settle)


@task(queue_name="publish")
def carry_out(request_id: int) -> None:
    """Carry the decisions out, as far as it goes now; `tick` comes back to what is not finished."""
    _work(carry_out, request_id, State.CARRYING_OUT, removal.carry_out)


def _work(
    job: Task[..., None],
    request_id: int,
    state: RemovalRequest.State,
    verb: Callable[[RemovalRequest], object],
) -> None:
    """Run the verb if the request is in this state, and say what is in the way where a person can act."""
    request = RemovalRequest.objects.select_related("publication", "decided_by").filter(pk=request_id).first()
    if request is None or request.state != state:
        return
    RemovalRequest.objects.filter(pk=request_id).update(tried_at=timezone.now())
    try:
        verb(request)
        RemovalRequest.objects.filter(pk=request_id, state=state).exclude(problem="").update(problem="")
    except Overtaken:
        return  # another worker has done it
    except Waiting as waiting:
        if not waiting.asked:
            raise Again("publishing") from None
        job.enqueue(request_id)  # behind what we asked for, in the same queue: no pause, no try used up
    except CannotRedact as error:
        raise Again(error.reason) from None
    except Stuck as stuck:
        removal.note_problem(request, stuck.code)
    except CannotOpen:
        removal.note_problem(request, "unreadable")
