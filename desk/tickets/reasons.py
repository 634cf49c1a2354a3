"""Why a file could not be looked at, in words for the person who can do something about it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words_for(code: str) -> str:
    """A sentence for a reason of a scan; for one that tells only the operator something, the code itself."""
    if code.startswith("kind-"):
        return _("We cannot redact this kind of file, so it stays private. Quote what matters from it.")
    return {
        "locked": _("It needs a password. Ask for a copy without one."),
        "damaged": _("It is damaged, or is not what it says it is. Ask for it once more."),
        "crashed": _("It is damaged in a way that stops our readers. Ask for another copy or a screenshot."),
        "too-large": _("It is too large to be read. Ask for a smaller part of it."),
        "too-slow": _("It takes too long to be read. Ask for a smaller part of it."),
        "too-many-pages": _("It has too many pages. Ask for those that matter."),
        "too-long": _("It is too long to be read as a whole; a range of its lines can be published."),
        "not-text": _("It looks like text and is none. Ask for it once more."),
        "no-key": _("Its key has been destroyed, and with it the file."),
        "source-changed": _("The file in the ticket has changed since. Take this out and add it again."),
        "virus": _("A virus was found in it. Nobody can open it, and nothing of it can be published."),
        "no-bytes": _("The file is no longer there."),
    }.get(code, code)


def left_out_words(counts: dict[str, int]) -> list[str]:
    """What a document holds beside its text, one phrase a kind, in the order of the codes."""
    names = {
        "attachments": _("attachments"),
        "comments": _("comments"),
        "deletions": _("deleted passages"),
        "diagrams": _("diagrams"),
        "embedded-files": _("embedded files"),
        "fields": _("field codes"),
        "formulas": _("formulas"),
        "headers": _("headers and footers"),
        "hidden-columns": _("cells in hidden columns"),
        "hidden-rows": _("hidden rows"),
        "hidden-sheets": _("hidden sheets"),
        "hidden-slides": _("hidden slides"),
        "hidden-text": _("hidden passages"),
        "links": _("addresses of links"),
        "mail-fields": _("technical mail fields"),
        "notes": _("notes"),
        "other-parts": _("other parts"),
        "other-versions": _("other versions of the words"),
        "pictures": _("pictures"),
        "pivot-data": _("tables behind a pivot"),
        "properties": _("properties, such as authors"),
        "text-boxes": _("text boxes"),
    }
    return [f"{count} {names.get(what, what)}" for what, count in sorted(counts.items())]
