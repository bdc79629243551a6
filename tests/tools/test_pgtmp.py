"""The throw-away PostgreSQL: it answers while it is wanted and leaves nothing behind, however the run ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import dj_database_url
import psycopg2
import pytest

from tools import pgtmp

ROOT = Path(pgtmp.__file__).parents[1]


def _folder(url: str) -> Path:
    return Path(unquote(url.split("@")[1].split("/")[0]))


def _server_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _gone(folder: Path, process: int) -> bool:
    for _attempt in range(100):
        if not folder.exists() and not _is_running(process):
            return True
        time.sleep(0.1)
    return False


def test_the_address_is_understood_and_the_server_answers_until_it_is_not_wanted():
    with pgtmp.cluster() as url:
        settings = dj_database_url.parse(url)
        assert settings["ENGINE"] == "django.db.backends.postgresql"
        assert (settings["HOST"], settings["USER"], settings["NAME"]) == (str(_folder(url)), "postgres", "postgres")
        folder, process = _folder(url), _server_of(_folder(url))
        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SHOW listen_addresses")
            assert cursor.fetchone() == ("",), "it must not listen on the network"
        connection.close()
    assert _gone(folder, process)


def test_nothing_is_left_when_the_work_fails():
    began = []

    def work_that_fails():
        with pgtmp.cluster() as url:
            began.append((_folder(url), _server_of(_folder(url))))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work_that_fails()
    assert _gone(*began[0])


def _start(*command: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tools.pgtmp", "--", sys.executable, "-c", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_nothing_is_left_when_the_run_is_terminated():
    run = _start("import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)")
    folder = _folder(run.stdout.readline().strip())
    process = _server_of(folder)
    run.send_signal(signal.SIGTERM)
    assert run.wait(20) == 143
    assert _gone(folder, process)


def test_the_command_decides_the_exit_code():
    assert _start("raise SystemExit(7)").wait(30) == 7


def test_a_machine_without_postgresql_is_told_in_one_sentence(monkeypatch, capsys):
    def nothing_installed():
        raise pgtmp.NoPostgreSQL("No PostgreSQL server found.")

    monkeypatch.setattr(pgtmp, "server_programs", nothing_installed)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["pgtmp", "--", "true"])
    assert pgtmp.main() == 3
    assert capsys.readouterr().err == "No PostgreSQL server found.\n"


def test_a_folder_named_by_hand_comes_first(monkeypatch, tmp_path):
    for name in ("initdb", "pg_ctl"):
        (tmp_path / name).touch()
    monkeypatch.setitem(os.environ, "PG_BIN", str(tmp_path))
    assert pgtmp.server_programs() == tmp_path
