"""The portal with a fault put in: it takes its time over a file before it refuses it (the control of test_bombs)."""

import time

from parindex.wsgi import application as portal
from scoring.actions.workbooks import staging

SECONDS = 6
_refuse = staging.refuse_by_outside


def _refuse_late(name, content):
    time.sleep(SECONDS)
    return _refuse(name, content)


staging.refuse_by_outside = _refuse_late
application = portal
