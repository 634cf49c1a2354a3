"""The tickets of the demo: invented people with ordinary troubles, and what they send along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk.demo.pictures import DARK, LIGHT, message_window, settings_window
from desk.tickets.models import Message, Ticket
from desk.tickets.receive import Letter, Upload

SYNC, POST = "Lantern Sync", "Harbour Post"


@dataclass(frozen=True, slots=True)
class Turn:
    """Further words: a customer's, a reply of the agent, or a note among agents."""

    kind: Message.Kind
    text: str
    uploads: Callable[[], Sequence[Upload]] = tuple

    def letter(self) -> Letter:
        return Letter(self.text, tuple(self.uploads()))


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket from first words to its present state. `guest_opened` is about guests only."""

    requester: str
    product: str
    subject: str
    text: str
    days_ago: int
    uploads: Callable[[], Sequence[Upload]] = tuple
    turns: tuple[Turn, ...] = ()
    state: Ticket.State = Ticket.State.NEW
    publish: Ticket.Publish = Ticket.Publish.REDACTED
    is_assigned: bool = False
    guest_opened: bool = True

    def letter(self) -> Letter:
        return Letter(self.text, tuple(self.uploads()))


def phone_cut_off() -> Sequence[Upload]:
    picture = settings_window(
        "Lantern Sync - Settings",
        "Alice Archer",
        (
            ("Full name", "Alice Archer"),
            ("E-mail", "alice@example.com"),
            ("Phone", "+1 202-555-0143"),
            ("Staff badge", "BVI-20417"),
            ("Folder", "C:\\Users\\alice.archer\\Lantern"),
        ),
        theme=DARK,
        warning="The phone number is not valid.",
    )
    return (Upload("settings alice dark.png", picture),)


def sync_log() -> Sequence[Upload]:
    lines = (
        "2026-11-23 08:14:02,118 INFO  main     Lantern Sync 4.2.1 on BVI-LT-0382 (Windows 11, build 26100)",
        "2026-11-23 08:14:02,530 INFO  account  signed in as bob@example.com (Bob Baxter)",
        "2026-11-23 08:14:02,534 DEBUG account  phone=+1 202-555-0178 badge=BVI-20533",
        "2026-11-23 08:14:03,007 INFO  network  adapter 00:00:5E:00:53:2A address 192.0.2.45",
        "2026-11-23 08:14:03,412 DEBUG network  proxy http://bob.baxter:Heron-Lake-77@proxy.example.com:3128",
        "2026-11-23 08:14:04,266 INFO  folder   watching C:\\Users\\bob.baxter\\Lantern (1284 files)",
        "2026-11-23 08:14:09,871 DEBUG upload   PUT /v2/files/9f3c token=lsk_5rT8vQ2mXw9KpZ4nLb7Yc3Hd",
        "2026-11-23 08:14:10,020 ERROR upload   0x80070005 denied: C:\\Users\\bob.baxter\\Lantern\\Q4.xlsx",
        "2026-11-23 08:14:10,021 ERROR upload     at Lantern.Sync.Uploader.Commit(String path) line 318",
        "2026-11-23 08:14:10,021 ERROR upload     at Lantern.Sync.Queue.Run() line 92",
        "2026-11-23 08:14:10,300 WARN  queue    giving up after 3 attempts, 1283 files left",
    )
    return (Upload("lantern-bob.log", "\n".join(lines).encode() + b"\n"),)


def import_refused() -> Sequence[Upload]:
    picture = message_window(
        "Harbour Post - Import contacts",
        (
            "Line 3 could not be imported.",
            "Ravi Menon; ravi.menon@example.org; +1 202-555-0119",
            "The column 'phone' must not begin with a plus sign.",
            "Signed in as Ines Duarte (ines@example.org)",
        ),
        theme=LIGHT,
    )
    return (Upload("Bildschirmfoto Ines Duarte.png", picture),)


def printed_address() -> Sequence[Upload]:
    picture = settings_window(
        "Harbour Post - Account",
        "Alice Archer",
        (
            ("Name on letters", "Alice Archer"),
            ("E-mail", "alice@example.com"),
            ("Street", "17 Alder Crescent"),
            ("Town", "Millbrook"),
        ),
        theme=LIGHT,
    )
    return (Upload("account.png", picture),)


STORIES = (
    Story(
        requester="alice@example.com",
        product=POST,
        subject="Letters are printed with my old address",
        text=(
            "Hello,\n\nsince we moved, letters still show 4 Fenwick Lane as the sender, although my account "
            "says 17 Alder Crescent (see the picture). Harbour Post 2.8.\n\nKind regards\nAlice Archer\n"
            "Birch & Vale Instruments, +1 202-555-0143\n"
        ),
        days_ago=9,
        uploads=printed_address,
        turns=(
            Turn(
                Message.Kind.REPLY,
                "Hello Alice,\n\nthe address is kept in the letter template as well. Choose Letters > "
                "Templates > Update addresses once, and new letters use Alder Crescent.\n\nBest wishes\nDana",
            ),
            Turn(Message.Kind.CUSTOMER, "That did it, thank you Dana!"),
        ),
        state=Ticket.State.SOLVED,
        is_assigned=True,
    ),
    Story(
        requester="ines@example.org",
        product=POST,
        subject="Importing contacts stops at the third line",
        text=(
            "Good morning,\n\nI want to import our customers from a list, and it stops:\n\n"
            "name;e-mail;phone\n"
            "Lena Vogt;lena.vogt@example.org;202-555-0164\n"
            "Ravi Menon;ravi.menon@example.org;+1 202-555-0119\n\n"
            "It used to work with version 2.6. My colleague Tomasz Zielinski sees the same.\n\n"
            "Ines Duarte\nNorthquay Logistics\n"
        ),
        days_ago=4,
        uploads=import_refused,
        turns=(
            Turn(
                Message.Kind.NOTE,
                "Same cause as in the spring: the importer reads a plus sign as the start of a formula. "
                "Worth a public copy, others will meet it too.",
            ),
            Turn(
                Message.Kind.REPLY,
                "Good morning Ines,\n\nthank you for the list. Numbers that begin with a plus sign are "
                "refused since version 2.8, which is a mistake of ours. Until it is mended, write 001 "
                "instead of the plus sign.\n\nKind regards\nDana",
            ),
        ),
        state=Ticket.State.WAITING,
        is_assigned=True,
    ),
    Story(
        requester="bob@example.com",
        product=SYNC,
        subject="Nothing is synchronised since the update: 0x80070005",
        text=(
            "Since Monday's update to 4.2.1 Lantern gives up after a few seconds. The log is attached. "
            "It is my laptop BVI-LT-0382; on Alice's computer it works.\n\nBob Baxter, ext. 4471\n"
        ),
        days_ago=2,
        uploads=sync_log,
        turns=(
            Turn(
                Message.Kind.REPLY,
                "Hello Bob,\n\nis the file Q4.xlsx open in another program while Lantern runs?\n\nDana",
            ),
            Turn(
                Message.Kind.CUSTOMER,
                "Yes, Excel has it open all day. If I close it, the rest goes through. You can reach me at "
                "bob@example.com or 202-555-0178 until five.",
            ),
        ),
        state=Ticket.State.OPEN,
        is_assigned=True,
    ),
    Story(
        requester="jonas.lindqvist@example.org",
        product=SYNC,
        subject="Charged twice for one year",
        text=(
            "Hi, my card 4111 1111 1111 1111 was charged twice on 20 November, order LS-88213. Please pay "
            "one back. And please keep this to yourselves.\n\nJonas Lindqvist\n"
        ),
        days_ago=1,
        publish=Ticket.Publish.NOTHING,
        guest_opened=False,
    ),
    Story(
        requester="alice@example.com",
        product=SYNC,
        subject="Settings refuse my phone number in the dark theme",
        text=(
            "Hello again,\n\nLantern says that my phone number is not valid, but only in the dark theme. In "
            "the light theme the same number +1 202-555-0143 is fine. Picture attached. Everybody in the "
            "office calls me Kestrel, hence the folder name on my other computer.\n\nAlice Archer\n"
        ),
        days_ago=0,
        uploads=phone_cut_off,
    ),
)
