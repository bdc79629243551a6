"""What a file would change, as the checks of every kind of file give it."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.core.assessment import RoundResult
from scoring.import_doubts import Doubt, Told, totals_move_alike
from scoring.imports.packets import Identity
from scoring.imports.problems import Problem, has_errors
from scoring.models import AssessmentRound, ImportAct
from scoring.numerals import plain, shown
from scoring.packets.identity import set_hash

Progress = Callable[[str, int, int], None]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # one for all: a round has 400,000 places
_IN_MEMORY = 1024 * 1024  # bytes of changes from which on they go to a file
_MISSING = 50  # places that are named
_RANKS = 300  # units whose totals before and after are kept for the page


class Changes:
    """What a file would change, sheet by sheet, kept outside of memory until it is stored: it may be a whole round.

    Sheets keep the order in which they come; the changes of one sheet are added at once.
    """

    def __init__(self) -> None:
        self.count = 0
        self.added = 0
        # Closed with the proposal that holds it.
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8", newline="\n")  # noqa: SIM115

    def add(self, sheet: int, part: str, places: Sequence[str], added: int) -> None:
        """Changes of a sheet, each as the JSON of [name, version, before, after]; so many of them where nothing was."""
        if places:
            self.count += len(places)
            self.added += added
            # JSON has neither tabs nor line breaks of its own.
            self._file.write(f"{sheet}\t{part}\t{len(places)}\t[{','.join(places)}]\n")

    def rows(self, act: int) -> Iterator[tuple[Any, ...]]:
        """As rows of `ImportChange` (`ROW` names them)."""
        self._file.seek(0)
        position = 1
        for line in self._file:
            sheet, part, count, places = line.rstrip("\n").split("\t")
            yield act, position, int(count), int(sheet), part, places
            position += int(count)


ROW = ("act_id", "position", "count", "sheet_id", "part", "places")


def place_text(name: str, version: int, before: str, after: str) -> str:
    """A place as `Changes` takes it; `before` and `after` are JSON."""
    return f"[{_encode(name)},{version},{before},{after}]"


def as_json(value: Any) -> str:
    return _encode(value)


@dataclass
class Proposal:
    """Everything the check of a file found."""

    kind: str = ""
    identity: Identity | None = None
    changes: Changes = field(default_factory=Changes)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    rows: int = 0
    blank: int = 0
    unchanged: int = 0
    missing: Told = field(default_factory=lambda: Told(_MISSING))
    ranks: list[dict[str, Any]] = field(default_factory=list)
    small: int = 0  # rows of survey figures with so few answers that they are kept and not counted

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)

    def summary(self) -> dict[str, Any]:
        """What the page of the act tells besides the changes themselves."""
        return {
            "rows": self.rows,
            "blank": self.blank,
            "added": self.changes.added,
            "changed": self.changes.count - self.changes.added,
            "unchanged": self.unchanged,
            "missing": self.missing.count,
            "missing_places": self.missing.first,
            "doubts": [each.as_data() for each in self.doubts],
            "ranks": self.ranks[:_RANKS],
            "ranks_moved": sum(each["rank_before"] != each["rank_after"] for each in self.ranks),
            "small": self.small,
        }

    def compare(self, names: Mapping[str, str], before: RoundResult, after: RoundResult) -> None:
        """Totals and ranks before and after, of the units where either moves; and whether all of them move alike.

        `names` are those of the units by code, in the order in which they are told.
        """
        moves = []
        for unit, name in names.items():
            was, now = before.sheets[unit], after.sheets[unit]
            moves.append((was.exact_total, now.exact_total))
            ranks = before.ranks.get(unit), after.ranks.get(unit)
            if was.total != now.total or was.index != now.index or ranks[0] != ranks[1] or was.missing != now.missing:
                self.ranks.append(
                    {
                        "unit": name,
                        "total_before": plain(was.total),
                        "total_after": plain(now.total),
                        "rank_before": ranks[0],
                        "rank_after": ranks[1],
                        "waiting_before": len(was.missing),
                        "waiting_after": len(now.missing),
                    }
                )
        if (move := totals_move_alike(moves)) is not None:
            text = _("Tổng điểm của cả %(count)d đơn vị thay đổi đúng bằng nhau (%(move)s điểm).")
            words = {"count": len(moves), "move": shown(abs(move))}
            self.doubts.append(
                Doubt("totals-alike", text % words, _("Kiểm tra có phải một tiêu chí được cộng cho mọi đơn vị."))
            )


def check_identity(proposal: Proposal, round_: AssessmentRound, asked: str, file: str, kinds: tuple[str, ...]) -> bool:
    """Whether the file is of this round and this set as they are now; what is wrong is told in the proposal."""
    identity = proposal.identity

    def refuse(message: str, advice: str) -> bool:
        proposal.problems.append(Problem(message, advice, file))
        return False

    if identity is None:
        proposal.kind = asked or kinds[0]
        proposal.doubts.append(
            Doubt(
                "no-identity",
                _("Tệp không có mã gói nên không xác định được lập cho kỳ đánh giá nào."),
                _("Chỉ nhập nếu chắc chắn tệp là của kỳ này; nên dùng tệp mẫu của kỳ."),
            )
        )
        return True
    if identity.kind not in kinds:
        labels = ", ".join(str(ImportAct.Kind(kind).label) for kind in kinds)
        return refuse(_("loại mẫu “%s” không hợp lệ") % identity.kind, _("Dùng một trong các mẫu: %s.") % labels)
    proposal.kind = identity.kind
    if asked and asked != identity.kind:
        label = ImportAct.Kind(identity.kind).label
        return refuse(_("tệp là mẫu “%s”, không phải loại đã chọn") % label, _("Chọn lại loại, hoặc chọn tệp khác."))
    if identity.round != str(round_.pk):
        return refuse(
            _("tệp được lập cho kỳ đánh giá số %(other)s, không phải kỳ này (số %(own)d)")
            % {"other": identity.round, "own": round_.pk},
            _("Mở đúng kỳ đánh giá rồi nhập, hoặc tải mẫu của kỳ này."),
        )
    own = set_hash(round_.criteria_set)
    if (identity.criteria_set, identity.set_hash) != (round_.criteria_set.code, own):
        return refuse(
            _("mẫu cũ: bộ tiêu chí đã được sửa sau khi tải mẫu này"), _("Tải mẫu mới của kỳ rồi chép số liệu sang.")
        )
    return True
