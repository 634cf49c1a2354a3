"""Published pictures without a detector, for tests that never render anything."""

from __future__ import annotations

from desk.files.store import put_public
from desk.publishing import index
from desk.publishing.models import Publication, PublicFile


def a_public_picture(post: Publication, *words: str, alt: str = "Screenshot 1.") -> PublicFile:
    """A picture of the live revision in which optical readers saw these words, side by side."""
    assert post.live is not None
    public = PublicFile.objects.create(
        revision=post.live,
        name=f"screenshot-1-{post.live.files.count():016d}.png",
        file=put_public(b"no picture", kind="png", suffix="png"),
        alt=alt,
        width=100 * len(words),
        height=20,
        words=[
            {"text": text, "score": 0.9, "left": 100 * at, "top": 0, "right": 100 * at + 90, "bottom": 20}
            for at, text in enumerate(words)
        ],
    )
    index.keep(post.live)
    return public
