"""The running portal and a browser: the real program on this run's database, with the real published results."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
# Quiet flags: a headless browser that calls home would be refused by a closed network and fill the log.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The policy forbids style attributes in markup; Plotly tries some while drawing and does without.
HARMLESS = ("style-src", "Applying inline style violates")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class RunningPortal:
    """The address of a running portal, and its commands: `manage("release_due")` gives what the command said."""

    address: str
    manage: Callable[..., str]


@contextmanager
def running_portal(var: Path, database: str, *preparations: tuple[str, ...]) -> Iterator[str]:
    """The address of the running portal on a database of its own, after some commands of Python prepared it."""
    with portal_with_commands(var, database, *preparations) as portal:
        yield portal.address


@contextmanager
def portal_with_commands(
    var: Path,
    database: str,
    *preparations: tuple[str, ...],
    workers: int = 1,
    application: str = "parindex.wsgi:application",
) -> Iterator[RunningPortal]:
    """The same, with a way to run the commands that a person or a timer runs beside it."""
    os.symlink(Path(os.environ["PARINDEX_VAR"], "assets").resolve(), var / "assets")
    env = {**os.environ, "PARINDEX_VAR": str(var), "PARINDEX_DEMO": "1"}
    if url := env.get("DATABASE_URL"):
        import psycopg2

        parts = urlsplit(url)
        database = f"{database}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        admin = psycopg2.connect(url)
        admin.autocommit = True
        admin.cursor().execute(f"CREATE DATABASE {database}")
        admin.close()
        env["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{database}"))

    for command in (
        ("manage.py", "migrate", "--verbosity", "0"),
        *preparations,
        ("manage.py", "collectstatic", "--noinput", "--verbosity", "0"),
    ):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    server = subprocess.Popen(
        [
            Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "1", "--no-access-log", "--log-level", "error", application,
        ],
        cwd=ROOT,
        env=env,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"

    def manage(*command: str) -> str:
        run = [sys.executable, "manage.py", *command]
        done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    try:
        for _attempt in range(150):
            try:
                urllib.request.urlopen(address + "/tro-nang/", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, "the portal did not start"
                time.sleep(0.2)
        yield RunningPortal(address, manage)
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def portal_url(tmp_path_factory):
    """The address of the running portal with the real published results and the invented province."""
    with running_portal(
        tmp_path_factory.mktemp("portal"),
        "portal_browser",
        ("manage.py", "load_demo", "--verbosity", "0"),
        ("manage.py", "load_minh_hoa", "--verbosity", "0"),
    ) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "no Chromium: install the package chromium or set CHROMIUM"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


class Visit:
    """A browser window that fails the test on console errors and on any request that leaves this machine."""

    def __init__(self, browser, address: str, *, width: int = 1280, dark: bool = False, script: bool = True, **options):
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="vi-VN",
            **options,
        )
        self.page = self.context.new_page()
        self._goto = self.page.goto
        self.page.goto = self._goto_with_fonts
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)

    def _goto_with_fonts(self, url: str, **options):
        """What is measured afterwards stands in its own font: a page is loaded before its fonts are.

        Asked again and again, since nothing asynchronous ever ends on a page whose scripts are off.
        """
        response = self._goto(url, **options)
        for _attempt in range(500):
            if self.page.evaluate("document.body?.offsetHeight >= 0 && document.fonts.status") != "loading":
                return response
            time.sleep(0.02)
        raise AssertionError(f"the fonts of {url} did not come")

    def _on_console(self, message) -> None:
        # A page that answers 404, as it should, is told of as if one of its files were missing.
        is_the_page = message.location.get("url") == self.page.url and "404" in message.text
        if message.type == "error" and not is_the_page and not any(each in message.text for each in HARMLESS):
            self.problems.append(f"console: {message.text}")

    def _on_request(self, request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.problems.append(f"left this machine: {request.url}")


@pytest.fixture
def visit(browser, portal_url):
    """Open windows with `visit(width=360, dark=True, script=False)`; each is checked and closed at the end."""
    opened: list[Visit] = []

    def open_window(**options):
        opened.append(Visit(browser, portal_url, **options))
        return opened[-1].page

    yield open_window
    problems = [problem for each in opened for problem in each.problems]
    for each in opened:
        each.context.close()
    assert not problems, problems


@pytest.fixture
def windows_of(browser, live_server):
    """`windows_of(person)` gives a way to open that person's windows on this test's own rows; each is checked and closed.

    An answer that refuses what was typed is an error to the browser's console and what such a test is about: `refusals`.
    """
    opened: list[tuple[Visit, bool]] = []
    address = live_server.url.replace("localhost", "127.0.0.1")

    def of(person, *, refusals: bool = False):
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value

        def open_window(**options):
            visit = Visit(browser, address, **options)
            visit.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            opened.append((visit, refusals))
            return visit.page

        return open_window

    yield of
    problems = [
        problem
        for visit, refusals in opened
        for problem in visit.problems
        if not (refusals and "status of 4" in problem)
    ]
    for visit, _refusals in opened:
        visit.context.close()
    assert not problems, problems


_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def axe_findings():
    """What axe finds against WCAG 2.2 A and AA on an open page, in words.

    A click returns when the next page's first bytes are there, and a page that is still empty can't be looked at.
    """
    from axe_playwright_python.sync_playwright import Axe

    def run(page) -> list[str]:
        page.wait_for_load_state()
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": _RULES}})
        return [
            f"{found['id']}: {node['html'][:160]}"
            for found in results.response["violations"]
            for node in found["nodes"]
        ]

    return run
