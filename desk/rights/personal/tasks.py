"""Background work on cases. Each looks at its row first and can run twice."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from desk.files.sealing import CannotOpen
from desk.jobs import Again, enqueue_on_commit, task
from desk.redactor import CannotRead, CannotRedact
from desk.rights.personal import authority, carrying, collecting, pictures
from desk.rights.personal.models import Package, RightsItem
from desk.states import Overtaken

State = Package.State


@task(queue_name="default")
def carry_out_item(item_id: int) -> None:
    """Do what was granted; what stops it is said on the item, where an agent sees it."""
    item = RightsItem.objects.select_related("case").filter(pk=item_id).first()
    if item is None or item.step != RightsItem.Step.WANTED:
        return
    RightsItem.objects.filter(pk=item.pk).update(tried_at=timezone.now())
    try:
        carrying.carry_out(item)
    except carrying.Stuck as stuck:
        carrying.note_problem(item, str(stuck))
    except CannotOpen:
        carrying.note_problem(item, "unreadable")
    except authority.NotProved:
        carrying.note_problem(item, "not-proved")
    except CannotRedact as error:
        raise Again(error.reason) from None


@task(queue_name="default")
def collect_package(package_id: int) -> None:
    """Collect and look at a person's data; waits for the detector, and never goes on without it."""
    _work(package_id, State.COLLECTING, collecting.collect)


@task(queue_name="default")
def make_pictures(package_id: int) -> None:
    """Make the pictures of a copy under review that are missing, as they would go out."""
    _work(package_id, State.REVIEW, pictures.make_missing)


@task(queue_name="default")
def build_package(package_id: int) -> None:
    """Make the reviewed package; when something changed meanwhile, it is collected and reviewed again."""
    _work(package_id, State.BUILDING, collecting.build)


def _work(package_id: int, state: Package.State, verb: Callable[[Package], None]) -> None:
    package = Package.objects.select_related("case").filter(pk=package_id, state=state).first()
    if package is None:
        return
    Package.objects.filter(pk=package.pk).update(tried_at=timezone.now())
    try:
        verb(package)
    except Overtaken:
        return  # another worker has done it
    except pictures.Changed:
        _again(package, "changed-meanwhile")
    except CannotRedact as error:
        if error.reason == pictures.NOT_VERIFIED:
            Package.objects.filter(pk=package.pk, state=state).update(
                state=State.REVIEW, problem=error.reason
            )
            return
        told = Package.objects.filter(pk=package.pk).exclude(problem=pictures.NOT_VERIFIED)
        told.update(problem=error.reason[:60])
        raise Again(error.reason) from None
    except authority.NotProved:
        Package.objects.filter(pk=package.pk, state=state).update(problem="not-proved")
    except (CannotRead, CannotOpen):
        Package.objects.filter(pk=package.pk, state=state).update(problem="unreadable")


@transaction.atomic
def _again(package: Package, code: str) -> None:
    if package.state == State.BUILDING:
        package.move(State.REVIEW)
    package.move(State.COLLECTING, problem=code)
    enqueue_on_commit(collect_package, package.pk)
