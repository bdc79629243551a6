"""A private, throw-away PostgreSQL for tests: `python -m tools.pgtmp -- COMMAND…` runs COMMAND with DATABASE_URL set to it.

The cluster lives in a short temporary folder, listens on a unix socket only, keeps nothing safe on disk (tests do not
need that) and is gone afterwards, whatever happens to COMMAND. PostgreSQL refuses to run as root, so root starts it as
the user postgres (or nobody); everything else stays with the caller.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# Without autovacuum: tests keep rows of many thousands in transactions that never commit; a vacuum meanwhile counts them
# as none, and the planner then joins them row by row, for minutes. A wait for a lock ends with an error, never as a hang.
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    " -c shared_buffers=256MB -c max_connections=60 -c lock_timeout=120s"
)


class NoPostgreSQL(Exception):
    """There is no PostgreSQL server program on this machine."""


def server_programs() -> Path:
    """The folder of initdb and pg_ctl: $PG_BIN, else the newest of Debian's, else wherever initdb is."""
    candidates = [os.environ.get("PG_BIN", "")]
    found = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(map(str, found), key=lambda path: int(Path(path).parent.name), reverse=True)
    candidates.append(os.path.dirname(os.path.realpath(shutil.which("initdb") or "")))
    for candidate in candidates:
        if candidate and Path(candidate, "initdb").exists() and Path(candidate, "pg_ctl").exists():
            return Path(candidate)
    raise NoPostgreSQL(
        "No PostgreSQL server found: install the package postgresql, or set PG_BIN to its program folder."
    )


def _as_server_user() -> dict:
    """Arguments for subprocess that run a program as an unprivileged user when we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgreSQL("PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody.")


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; gives the DATABASE_URL of its database postgres."""
    programs, user = server_programs(), _as_server_user()
    base = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # a socket's whole path must stay below about 100 characters
    try:
        if user:
            os.chown(base, user["user"], user["group"])
        os.chmod(base, 0o711)
        env = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        run = {"cwd": "/", "env": env, "check": True, "stdout": subprocess.DEVNULL, **user}
        data = f"{base}/data"
        initdb = [f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, "--no-sync"], **run)
        options = f"{_OPTIONS} -c unix_socket_directories={base}"
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-w", "-s", "-l", f"{base}/log", "-o", options, "start"], **run
        )
        try:
            yield f"postgresql://postgres@{quote(base, safe='')}/postgres"
        finally:
            subprocess.run(
                [programs / "pg_ctl", "-D", data, "-m", "immediate", "-s", "stop"], **(run | {"check": False})
            )
    finally:
        shutil.rmtree(base, ignore_errors=True)


def stop_when_terminated() -> None:
    """A terminated run must still stop its server: turn the signal into an ordinary exit."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.pgtmp", description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="+", help="what to run with DATABASE_URL set; write -- before it")
    command = parser.parse_args().command
    stop_when_terminated()
    try:
        with cluster() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
    except NoPostgreSQL as problem:
        print(problem, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
