"""`make demo`: migrate, load the published results and the invented province, make sure of staff accounts, and serve.

A second run finds everything in place and only serves. Nothing is ever deleted.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What runs beside the portal and ends with it: files too large for a request are checked and written; what was approved
# goes out at its time.
SERVICES = (("work_imports",), ("release_due", "--watch", "5"))


def _manage(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def _port() -> int:
    asked = os.environ.get("PORT", "8000")
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        sys.exit(f"PORT={asked}: a port is a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(asked)))
        except OSError:
            sys.exit(f"Port {asked} of 127.0.0.1 is taken. Choose another: make demo PORT=8001")
    return int(asked)


def main() -> None:
    os.environ["PARINDEX_DEMO"] = "1"
    port = _port()
    subprocess.run([sys.executable, "-m", "tools.assets"], cwd=ROOT, check=True)
    _manage("migrate", "--verbosity", "0")
    _manage("load_demo")
    _manage("load_minh_hoa")
    _manage("collectstatic", "--noinput", "--verbosity", "0")
    _manage("ensure_demo_staff")
    print(f"\n  http://127.0.0.1:{port}/           the portal\n  http://127.0.0.1:{port}/quan-tri/  its staff side\n")
    print("  Ctrl+C stops it; the data stay.\n", flush=True)
    granian = str(Path(sys.executable).with_name("granian"))
    os.chdir(ROOT)
    for service in SERVICES:
        subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *service, "--beside", str(os.getpid())])
    os.execv(
        granian,
        [
            granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "2", "--blocking-threads", "1", "--no-access-log", "--log-level", "warning",
            "parindex.wsgi:application",
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
