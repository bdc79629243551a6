"""Unit lists and transcribed results brought to the desk: checked, shown, confirmed as they were seen. Results stay drafts.

The import itself is the one of the command; here are the right to it, and the tables that it takes.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.imports.problems import Problem
from scoring.imports.workbook import SourceFile
from scoring.policies import check_can_manage

from .bundles import CONTENT_TABLES
from .imports import Outcome, Seen, import_files

UNIT_TABLES = ("units", "designations", "successions", "groups")
# Indexes and their methods are described by whoever runs the portal; the command takes them.
RECORDS = (*UNIT_TABLES, "publications", *CONTENT_TABLES)


def check_records(*, sources: Sequence[SourceFile], by: Any) -> Outcome:
    """What the files would change, and everything that is wrong with them; nothing is written. Raises `NotAllowed`."""
    check_can_manage(by)
    try:
        return import_files(sources=sources, check=True, only=RECORDS, by=by)
    except DatabaseError:  # what no rule of the reader foresaw: told as a finding, not as a broken page
        advice = _("Đối chiếu các giá trị với tệp mẫu; nếu vẫn bị từ chối, báo người quản trị, kèm tệp.")
        problem = Problem(_("cơ sở dữ liệu không nhận nội dung này"), advice, sources[0].name)
        return Outcome({each.name: each.sha256 for each in sources}, problems=[problem], is_check=True)


def confirm_records(*, sources: Sequence[SourceFile], seen: Seen, by: Any) -> Outcome:
    """Import what was checked, exactly that; else check it again, so that whoever confirms sees what it is now.

    Raises `NotAllowed`.
    """
    check_can_manage(by)
    try:
        return import_files(sources=sources, seen=seen, only=RECORDS, by=by)
    except DatabaseError:  # somebody made the same new row at the same moment, unseen by this transaction
        outcome = check_records(sources=sources, by=by)
        outcome.is_stale = True
        return outcome
