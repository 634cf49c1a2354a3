"""Pictures of a copy under review, as they would go out.

The detector makes them for a task, so that no page waits for it; they are kept sealed, with what others
are covered, until the copy is made. A change of what is covered in one has it made anew.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from desk.files.store import destroy, keep_private
from desk.jobs import enqueue_on_commit
from desk.redactor import ENTITIES, Box, CannotRead, Kind, PixelHide, redact_image
from desk.rights.personal.models import Package, PackagePiece
from desk.rights.personal.records import digest_of, records_of

State = Package.State
HIDE = "hide"
NOT_VERIFIED = "not-verified"  # of the whole copy; its reviewer has to read it until they have done something


class Changed(Exception):
    """Something is not what was looked at any more; it has to be collected again."""


def waiting(package: Package) -> QuerySet[PackagePiece]:
    """Pieces whose picture is not made yet."""
    return package.pieces.filter(is_picture=True, reason="", picture=None)


def ask(package: Package) -> None:
    """Have what is missing made, if this transaction commits."""
    from desk.rights.personal.tasks import make_pictures

    enqueue_on_commit(make_pictures, package.pk)


def make_missing(package: Package) -> None:
    """Make every picture that is missing. Safe to run twice, and while somebody reviews.

    What we hold is read once for all of them. Raises Changed when it is not what was looked at, CannotRedact
    when the detector is away, CannotOpen.
    """
    missing = list(waiting(package))
    if package.state != State.REVIEW or not missing:
        return
    records = records_of(package, only=missing)
    for piece in missing:
        one = records.get((piece.holder, piece.key))
        if one is None or digest_of(one) != piece.digest:
            raise Changed
        if not one.picture:  # a document, collected before pieces said what they are
            PackagePiece.objects.filter(pk=piece.pk).update(is_picture=False)
            continue
        try:
            picture = redact_image(one.picture, hides_of(piece), page=piece.page).data
        except CannotRead:
            PackagePiece.objects.filter(pk=piece.pk).update(is_left_out=True, reason="unreadable")
            continue
        _keep(piece, picture)
    waited = Package.objects.filter(pk=package.pk, state=State.REVIEW).exclude(problem=NOT_VERIFIED)
    waited.update(problem="")


def forget(package: Package) -> None:
    """Destroy them all: the copy is made, begun anew or not wanted any more. Safe to call twice."""
    files = [piece.picture for piece in package.pieces.select_related("picture") if piece.picture is not None]
    package.pieces.update(picture=None)  # first: should this end here, `tick` destroys what nothing names
    for file in files:
        destroy(file)


def hides_of(piece: PackagePiece) -> list[PixelHide]:
    """What is covered in a picture or page."""
    return [
        PixelHide(
            Box(row["left"], row["top"], row["right"], row["bottom"]), f"[{ENTITIES[row['entity']].words}]"
        )
        for row in piece.hides
        if row["choice"] == HIDE
    ]


def _keep(piece: PackagePiece, picture: bytes) -> None:
    """Unless the choices changed while it was made: then the task that was asked for with them makes it."""
    file = keep_private(picture, kind=Kind.PNG)
    with transaction.atomic():
        package = Package.objects.select_for_update().get(pk=piece.package_id)
        now = PackagePiece.objects.filter(pk=piece.pk, picture=None).first()
        if package.state == State.REVIEW and now is not None and now.hides == piece.hides:
            PackagePiece.objects.filter(pk=piece.pk).update(picture=file)
            return
    destroy(file)
    file.delete()
