"""While somebody brings archive bombs to the running server, each is refused with a sentence and everybody else is served.

The everyday run brings ten, two of each kind; PARINDEX_BOMBS says how many the full run brings (500). The server is the one
of `make demo`, with as many workers.
"""

import os
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile import bombs

from .conftest import portal_with_commands

BOMBS = int(os.environ.get("PARINDEX_BOMBS", "10"))
# The longest that a page may let anybody wait meanwhile, by the clock, on two cores that do other work beside. Alone it is
# a tenth of it; a bomb that was read instead of refused would take the thirty seconds that a reader has.
MOST_SECONDS = 5.0
PAGES = (
    "/",
    "/xep-hang/",
    "/don-vi/",
    "/tim-kiem/?q=song+em",
    "/phuong-phap/",
    "/du-lieu/",
    "/thuat-ngu/",
    "/tro-nang/",
)
ADVICE = ("Tệp không giống một bảng tính bình thường", "Bỏ các tệp nhúng khỏi bảng tính rồi lưu lại.")
TOKEN = "a" * 32
BOUNDARY = "ranh-gioi"


@dataclass
class Desk:
    """The running portal, and what Lan brings to it."""

    address: str
    session: str
    round: str
    answers: list[tuple[str, int, str]] = field(default_factory=list)

    def bring(self, kind: str, content: bytes) -> None:
        """Upload a file as her browser does; keeps the kind, the status and the page."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n',
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="loai"\r\n\r\n\r\n',
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="tep"; filename="bom.xlsx"\r\n\r\n',
        ]
        request = urllib.request.Request(
            f"{self.address}/lam-viec/ky/{self.round}/tep/",
            "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode(),
            {
                "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
                "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, page = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            status, page = refusal.code, refusal.read().decode()
        self.answers.append((kind, status, page))


@contextmanager
def desk(var: Path, database: str, **server):
    preparation = ("-m", "tests.e2e.desk_session")
    with portal_with_commands(var, database, preparation, **server) as portal:
        session, round_ = (var / "session").read_text().split()
        yield Desk(portal.address, session, round_)


def ask(lan: Desk, page: str) -> float:
    """Seconds until an ordinary page is there whole; anything but 200 is an error."""
    begun = time.monotonic()
    with urllib.request.urlopen(lan.address + page, timeout=60) as answer:
        assert answer.status == 200
        answer.read()
    return time.monotonic() - begun


def waits_while(lan: Desk, count: int) -> list[tuple[float, str]]:
    """How long each page took that was asked for while so many bombs were brought, the longest first."""
    for page in PAGES * 3:  # each worker has loaded what it needs
        ask(lan, page)
    waits = []

    def bring_all():
        for number in range(count):
            kind = bombs.KINDS[number % len(bombs.KINDS)]
            lan.bring(kind, bombs.make(kind, number))

    bringing = threading.Thread(target=bring_all)
    bringing.start()
    while bringing.is_alive():
        for page in PAGES:
            waits.append((ask(lan, page), page))
    bringing.join()
    return sorted(waits, reverse=True)


def test_while_bombs_are_brought_everybody_else_is_served(tmp_path):
    with desk(tmp_path, "portal_bombs", workers=2) as lan:
        waits = waits_while(lan, BOMBS)
    print(
        f"{BOMBS} bombs; {len(waits)} pages beside them: the middle one took {waits[len(waits) // 2][0]:.3f} s,"
        f" one in a hundred {waits[len(waits) // 100][0]:.3f} s, the slowest {waits[0][0]:.3f} s"
    )
    assert [(kind, status) for kind, status, _page in lan.answers] == [
        (bombs.KINDS[number % len(bombs.KINDS)], 422) for number in range(BOMBS)
    ]
    for kind, _status, page in lan.answers:
        assert any(advice in page for advice in ADVICE), kind
    assert len(waits) >= len(PAGES)
    assert waits[0][0] <= MOST_SECONDS, waits[:5]


def test_control_a_server_that_takes_its_time_over_a_bomb_lets_others_wait(tmp_path):
    with desk(tmp_path, "portal_slow", application="tests.e2e.slow_to_refuse:application") as lan:
        waits = waits_while(lan, 1)
    assert lan.answers[0][1] == 422
    assert waits[0][0] > MOST_SECONDS
