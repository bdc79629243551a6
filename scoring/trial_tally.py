"""The trial's part of the bridge: a published round as values, with what was measured, and how a set continues the round's.

Working rows of a published round cannot change (scoring/guards.py), so they are what was published. Nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from scoring.core.block import Block, block_of
from scoring.core.continuation import Continued, LeafMapping, Linked, continued
from scoring.core.leaf_health import LeafHealth, leaf_health
from scoring.core.rules import Measure, RuleRefused
from scoring.core.scheme import Origin, Scheme
from scoring.core.trial import Trial, trial
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Criterion, Sheet
from scoring.rule_words import words_of_refusal
from scoring.tally import RoundTally, SheetTally, scheme_of, tally_round

# A page computes a round again once for every leaf; a larger one is for the command.
MOST_MARKS = 30_000
# A set that continues a set that continues a set: further back than any set in use goes.
_LONGEST_CHAIN = 20


class CannotTry(Exception):
    """Why nothing is tried, as a sentence; `advice` says what to do next."""

    def __init__(self, says: str, advice: str) -> None:
        super().__init__(says)
        self.advice = advice


@dataclass(frozen=True)
class PastRound:
    """A published round as the arithmetic takes it. `measures` by unit and leaf; `satisfaction` of the units that have one."""

    tally: RoundTally
    measures: Mapping[str, Mapping[str, Measure]]
    satisfaction: Mapping[str, Decimal]

    @property
    def round(self) -> AssessmentRound:
        return self.tally.round

    @cached_property
    def block(self) -> Block:
        marks = {unit: sheet.marks for unit, sheet in self.tally.sheets.items()}
        return block_of(self.tally.scheme, marks, survey_was_made=self.round.survey_made)

    @property
    def names(self) -> dict[str, str]:
        """What the units are called, by code."""
        return {unit: str(each.sheet.unit) for unit, each in self.tally.sheets.items()}

    @cached_property
    def health(self) -> tuple[LeafHealth, ...]:
        return leaf_health(self.block, self.satisfaction)


@dataclass(frozen=True)
class Tried:
    """A draft set on a published round."""

    past: PastRound
    draft: CriteriaSet
    scheme: Scheme
    trial: Trial

    @cached_property
    def health(self) -> Mapping[str, LeafHealth]:
        """The leaves that the trial counts, by code, on the points that they have there."""
        return {each.leaf.code: each for each in leaf_health(self.trial.after, self.past.satisfaction)}


def named_rounds() -> QuerySet[AssessmentRound]:
    """All rounds, the newest first, each with what its name is made of."""
    return AssessmentRound.objects.select_related("criteria_set", "band_scale", "index", "group__parent")


def rounds_to_try_on() -> QuerySet[AssessmentRound]:
    """The published ones of them."""
    return named_rounds().filter(state=AssessmentRound.State.PUBLISHED)


def newest_round_for(draft: CriteriaSet) -> AssessmentRound:
    """The newest published round, of the index and the kind of unit that a set is for, before the set is in force.

    Where there is none, the newest of all of them; raises `CannotTry` where none at all is published.
    """
    fits = rounds_to_try_on().filter(index=draft.index_id, criteria_set__unit_kind=draft.unit_kind)
    fits = fits.order_by("-year", "group")
    found = fits.filter(year__lt=draft.year_from).first() or fits.first()
    if found is None:
        raise CannotTry(
            _("Chưa có kỳ đánh giá nào của chỉ số và cấp này được tính trong hệ thống và đã công bố."),
            _("Chọn một kỳ đã công bố trong danh sách, hoặc thử sau khi công bố kỳ đầu tiên."),
        )
    return found


def past_round(round_: AssessmentRound, draft: CriteriaSet | None = None, *, is_for_page: bool = True) -> PastRound:
    """A published round as values, to try `draft` on; raises `CannotTry`. A fixed number of queries.

    For a page what is too large is refused, before anything of it is read.
    """
    if round_.state != AssessmentRound.State.PUBLISHED:
        raise CannotTry(
            _("Kỳ đánh giá này ở trạng thái “%(state)s”, điểm còn có thể thay đổi.")
            % {"state": round_.get_state_display()},
            _("Thử sau khi kết quả của kỳ được công bố, hoặc chọn một kỳ đã công bố."),
        )
    if is_for_page:
        _check_size(round_, draft)
    tally = tally_round(round_)
    if not tally.sheets:
        raise CannotTry(_("Kỳ đánh giá này không có đơn vị nào được chấm."), _("Chọn một kỳ khác."))
    typed: dict[int, dict[str, Measure]] = defaultdict(dict)
    rows = Appraisal.objects.filter(sheet__round=round_, appraised_score__isnull=False).order_by()
    for sheet, code, amount, base, choice in rows.values_list(
        "sheet_id", "criterion__code", "amount", "base", "choice"
    ):
        typed[sheet][code] = Measure(amount, base, choice)
    measures = {unit: {**typed[each.sheet.pk], **_asked(tally.scheme, each)} for unit, each in tally.sheets.items()}
    satisfaction = {
        unit: percent for unit, each in tally.sheets.items() if (percent := _satisfaction(each)) is not None
    }
    return PastRound(tally, measures, satisfaction)


def _check_size(round_: AssessmentRound, draft: CriteriaSet | None) -> None:
    """Refuse more marks, by the round's set and by the one on trial together, than a page has the time for."""
    sets = [round_.criteria_set_id] if draft is None else [round_.criteria_set_id, draft.pk]
    rows = Criterion.objects.filter(criteria_set__in=sets, max_score__isnull=False).order_by()
    leaves = Counter(rows.values_list("criteria_set", flat=True))
    marks = Sheet.objects.filter(round=round_, left_out_reason="").count() * sum(leaves[each] for each in sets)
    if marks > MOST_MARKS:
        raise CannotTry(
            _("Phải tính %(count)d điểm, nhiều hơn số điểm tính được ngay trên trang (%(limit)d).")
            % {"count": marks, "limit": MOST_MARKS},
            _("Dùng lệnh try_criteria_set trên máy chủ."),
        )


def _satisfaction(sheet: SheetTally) -> Decimal | None:
    """The unit's index; none where too few people answered."""
    found = sheet.satisfaction
    return None if found is None or found.is_small else found.figure.percent


def _asked(scheme: Scheme, sheet: SheetTally) -> dict[str, Measure]:
    """The percentages that the survey and the satisfaction gave, which win over what was typed."""
    percents = {code: figure.percent for code, figure in sheet.surveys.items() if not figure.is_small}
    satisfaction = _satisfaction(sheet)
    percents |= {leaf.code: satisfaction for leaf in scheme.leaves if leaf.origin is Origin.SATISFACTION}
    return {code: Measure(amount=percent) for code, percent in percents.items() if percent is not None}


def try_set(draft: CriteriaSet, past: PastRound) -> Tried:
    """A set on a published round; raises `CannotTry`. A fixed number of queries, and one more for each set in between."""
    if draft.index_id != past.round.index_id:
        raise CannotTry(
            _("Bộ tiêu chí này và kỳ đánh giá thuộc hai chỉ số khác nhau."), _("Chọn một kỳ của cùng chỉ số.")
        )
    scheme = _scheme_of_draft(draft)
    links = {
        code: link for code, link in links_between(draft, past.round.criteria_set).items() if code in scheme.leaf_codes
    }
    if not links:
        raise CannotTry(
            _("Không có tiêu chí nào của bộ này nối tiếp một tiêu chí của bộ đã dùng năm %(year)d (%(set)s).")
            % {"year": past.round.year, "set": past.round.criteria_set},
            _(
                "Ghi “tiêu chí tương ứng của bộ trước” cho từng tiêu chí ở trang sửa, hoặc lập bộ dự thảo bằng cách sao chép bộ"
                " đã dùng, rồi thử lại; hoặc chọn một kỳ của bộ mà bộ này nối tiếp."
            ),
        )
    tried = Tried(past, draft, scheme, trial(past.block, past.measures, scheme, links))
    if not tried.trial.after.scheme.max_score:
        raise CannotTry(
            _("Các tiêu chí có dữ liệu của năm %(year)d không có điểm tối đa nào để tính chỉ số.")
            % {"year": past.round.year},
            _("Nối thêm các tiêu chí được tính vào thang điểm với tiêu chí tương ứng của bộ trước."),
        )
    return tried


def _scheme_of_draft(draft: CriteriaSet) -> Scheme:
    """The set as it stands; a draft may lack this and that, and an area without leaves yet is no leaf."""
    leaves = set(draft.criteria.filter(max_score__isnull=False).values_list("code", flat=True))
    try:
        scheme = scheme_of(draft).only(leaves)
    except RuleRefused as refused:
        raise CannotTry(
            _("Một tiêu chí của bộ này có cách tính điểm không dùng được: %(why)s")
            % {"why": words_of_refusal(refused)},
            _("Trang của bộ tiêu chí nêu tiêu chí nào; sửa rồi thử lại."),
        ) from None
    if not scheme.leaves:
        raise CannotTry(
            _("Bộ tiêu chí này chưa có mục chấm điểm nào."), _("Thêm lĩnh vực và tiêu chí, hoặc chọn bộ tiêu chí khác.")
        )
    return scheme


def links_between(draft: CriteriaSet, then: CriteriaSet) -> dict[str, Continued]:
    """Which leaf of `then` each leaf of `draft` continues, also through the sets in between."""
    old = dict(then.criteria.filter(max_score__isnull=False).values_list("code", "max_score"))
    rows = list(draft.criteria.filter(max_score__isnull=False).values_list("code", "max_score", "previous", "mapping"))
    if draft.pk == then.pk:
        return continued([Linked(code, maximum) for code, maximum, *_rest in rows], old, is_same_set=True)
    ends = _ends({previous for *_leaf, previous, _mapping in rows if previous}, then)
    leaves = []
    for code, maximum, previous, mapping in rows:
        end, is_changed = ends.get(previous or 0, ("", False))
        # Between the ends it counts whether anything was changed; the two maximums are held against each other anyway.
        how = LeafMapping.TEXT if is_changed and mapping == LeafMapping.SAME else mapping
        leaves.append(Linked(code, maximum, end, how))
    return continued(leaves, old, is_same_set=False)


def _ends(start: set[int], then: CriteriaSet) -> dict[int, tuple[str, bool]]:
    """For leaves of earlier sets: the code of the leaf of `then` that they are or continue, and whether that is otherwise.

    One query for each set on the way.
    """
    rows: dict[int, tuple[int, str, int | None, str]] = {}
    wanted = start
    for _step in range(_LONGEST_CHAIN):
        if not wanted:
            break
        found = Criterion.objects.filter(pk__in=wanted).values_list("pk", "criteria_set", "code", "previous", "mapping")
        rows |= {pk: (set_, code, previous, mapping) for pk, set_, code, previous, mapping in found}
        wanted = {
            previous
            for set_, _code, previous, mapping in rows.values()
            if previous and set_ != then.pk and mapping != LeafMapping.NEW and previous not in rows
        }
    return {pk: end for pk in start if (end := _end(pk, rows, then.pk)) is not None}


def _end(pk: int, rows: Mapping[int, tuple[int, str, int | None, str]], then: int) -> tuple[str, bool] | None:
    is_changed, passed = False, set()
    at: int | None = pk
    while at is not None and at in rows and at not in passed:
        passed.add(at)
        set_, code, previous, mapping = rows[at]
        if set_ == then:
            return code, is_changed
        if mapping == LeafMapping.NEW:
            return None
        is_changed = is_changed or mapping != LeafMapping.SAME
        at = previous
    return None
