"""What a file would change, as the checks of every kind of file give it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from scoring.import_doubts import Doubt, totals_move_alike
from scoring.imports.packets import Identity
from scoring.imports.problems import Problem, has_errors
from scoring.models import AssessmentRound, ImportAct, Sheet
from scoring.numerals import plain, shown
from scoring.packets.identity import set_hash
from scoring.tally import RoundTally

Progress = Callable[[str, int, int], None]
_RANKS = 300  # units whose totals before and after are kept for the page


@dataclass(slots=True)
class Proposed:
    """One place that would change; `before` None is nothing held, `after` None takes away what is held."""

    sheet: Sheet
    part: str
    name: str
    before: Any
    after: Any
    version: int = 0


@dataclass
class Proposal:
    """Everything the check of a file found."""

    kind: str = ""
    identity: Identity | None = None
    changes: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    rows: int = 0
    blank: int = 0
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    ranks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)

    def summary(self) -> dict[str, Any]:
        """What the page of the act tells besides the changes themselves."""
        added = sum(not each.before for each in self.changes)
        return {
            "rows": self.rows,
            "blank": self.blank,
            "added": added,
            "changed": len(self.changes) - added,
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "missing_places": self.missing[:50],
            "doubts": [each.as_data() for each in self.doubts],
            "ranks": self.ranks[:_RANKS],
            "ranks_moved": sum(each["rank_before"] != each["rank_after"] for each in self.ranks),
        }

    def compare(self, before: RoundTally, after: RoundTally) -> None:
        """Totals and ranks before and after, of the units where either moves; and whether all of them move alike."""
        moves = []
        for unit, own in after.sheets.items():
            was, now = before.result_of(unit), after.result_of(unit)
            moves.append((was.exact_total, now.exact_total))
            ranks = before.result.ranks.get(unit), after.result.ranks.get(unit)
            if was.total != now.total or was.index != now.index or ranks[0] != ranks[1] or was.missing != now.missing:
                self.ranks.append(
                    {
                        "unit": own.sheet.unit.full_name,
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
                _("Tệp không mang mã gói của mẫu nào nên không biết được lập cho kỳ nào."),
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
