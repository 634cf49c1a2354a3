"""Copies that we cannot reach, and a request for each of them that a person only has to send.

The requests name the certificate and nothing about the person: who sends one, fills in the address of the
page. What each place does with it is theirs to decide.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One kind of copy: its code in certificates, where to turn to, and the words to send there."""

    code: str
    name: str
    where: str
    words: str


_PROOF = "The publisher confirms the change with certificate {number}, which anybody can check: {link}"

ELSEWHERE = (
    Elsewhere(
        "search-engines",
        "Search engines",
        "Each has a form for outdated content. "
        "Google: search.google.com/search-console/remove-outdated-content. "
        "Bing, which others search with, too: www.bing.com/webmasters/tools/contentremoval.",
        "The page at [its address] has changed. Please remove the outdated copy and its extract from your "
        f"index and your cache. {_PROOF}",
    ),
    Elsewhere(
        "web-archives",
        "Web archives",
        "The Wayback Machine takes requests at info@archive.org; others name an address on their pages.",
        "Please exclude your copies of [the address of the page] from public view. They hold personal data "
        f"that the publisher has removed since. {_PROOF}",
    ),
    Elsewhere(
        "feed-readers",
        "Feed readers",
        "Most fetch the new text by themselves within days. Otherwise write to whoever runs the reader.",
        f"Please fetch the entry for [the address of the page] anew, and delete the stored one. {_PROOF}",
    ),
    Elsewhere(
        "mails-already-sent",
        "Mails that were already sent",
        "Our news of a post hold its title and a link, no more. Whoever got a mail with more can be asked:",
        "Please delete the mail about [the address of the page], and copies you made of it: it holds "
        f"personal data that has been removed since. {_PROOF}",
    ),
    Elsewhere(
        "copies-made-by-readers",
        "Copies that readers made",
        "Write to whoever shows the copy; the imprint or the contact page names them.",
        "Your page at [its address] repeats personal data from [the address of our page]. It has been "
        f"removed there. Please remove it, too. {_PROOF}",
    ),
)


def requests_for(number: str, link: str) -> list[tuple[Elsewhere, str]]:
    """Each kind of copy with its request, filled in for the certificate with this number and address."""
    return [(kind, kind.words.format(number=number, link=link)) for kind in ELSEWHERE]
