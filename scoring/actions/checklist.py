"""What is looked at before a round is submitted: what must be mended first, and what a person must have seen.

An error blocks and names the place where it is mended. A warning informs: large or odd changes are often right, so a
person says that they were seen, and what was said is kept with the submission.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from scoring.appraising import says_no_base
from scoring.canonical import Contents
from scoring.core.rules import Measure, MeasureRefused, RuleRefused
from scoring.core.scheme import ASKED, Criterion, Origin
from scoring.core.sheet import NOT_APPLICABLE, MarkOutOfRange
from scoring.core.survey import SMALLEST_BASE, SurveyFigure
from scoring.criteria_checks import check_set
from scoring.models import AssessmentRound, Publication, PublishedMark, Sheet
from scoring.tally import RoundTally, SheetTally, tally_round

from . import correction_checks, plausibility, sentences
from .composition import compose
from .drafts import drafts_in_the_way
from .findings import Content, find
from .rounds import units_without_sheet
from .unexplained import unexplained

APPROVE = "scoring.approve_round"
_NAMED = 5  # leaves or units named in one sentence; the others are counted


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is mended: a page of the desk or the admin by its kind, and what it is about."""

    kind: str  # "sheet", "surveys", "round", "units", "criteria_set", "drafts", "accounts", "sentence"
    pk: int | None = None
    leaf: str = ""
    unit: str = ""  # of a sentence, "" for the block's


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding about a round. `key` stays the same while the finding is the same one."""

    key: str
    message: str
    advice: str = ""
    place: Place | None = None
    is_warning: bool = False


@dataclass(frozen=True)
class Checklist:
    """Every finding, and the contents they are about (None where the round cannot be computed at all)."""

    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    tally: RoundTally | None = None
    composed: Contents | None = None

    @property
    def contents(self) -> Contents:
        assert self.composed is not None, "a round with errors has no contents to submit"  # noqa: S101
        return self.composed


def checklist(round_: AssessmentRound, *, by: Any = None) -> Checklist:
    """Everything to be mended or seen before the round is submitted by that person."""
    found = [*_of_the_round(round_), *_of_units(round_), *_of_people(by), *_of_the_set_itself(round_)]
    tally = contents = None
    try:
        tally = tally_round(round_)
        tally.result  # noqa: B018 - computed now, where a refusal is caught
    except RuleRefused:  # told already, at its leaf
        tally = None
    except MarkOutOfRange as refused:
        found.append(_out_of_range(round_, refused))
        tally = None
    if tally is not None:
        found += [*_of_the_set(round_, tally), *_of_sheets(round_, tally), *_of_surveys(tally)]
        contents = compose(round_, reason=round_.correction_reason, tally=tally)
        found += [*_of_the_correction(round_, tally, contents), *_of_measures(tally, contents), *_of_sums(contents)]
        found += [_warning(*each) for each in plausibility.look_over(tally, contents)]
        found += [_warning(*each) for each in unexplained(round_)]
        found += _of_sentences(round_, contents)
    return Checklist(
        tuple(each for each in found if not each.is_warning),
        tuple(each for each in found if each.is_warning),
        tally,
        contents,
    )


def _warning(key: str, message: str, advice: str = "", sheet: Sheet | None = None) -> Remark:
    place = None if sheet is None else Place("sheet", sheet.pk)
    return Remark(key, message, advice, place, is_warning=True)


def _of_the_round(round_: AssessmentRound) -> Iterator[Remark]:
    here = Place("round", round_.pk)
    if not round_.decision_number:
        yield Remark(
            "no-decision",
            _("Chưa ghi số quyết định công bố kết quả."),
            _("Nếu đã có quyết định, ghi số và ngày vào kỳ đánh giá trước khi trình."),
            here,
            is_warning=True,
        )
    same = Publication.objects.filter(index=round_.index_id, year=round_.year, group=round_.group_id)
    if not round_.correction_reason and same.published().exists():
        yield Remark(
            "published-already",
            _("Khối này đã có kết quả công bố của năm %(year)d.") % {"year": round_.year},
            _("Kết quả đã công bố chỉ thay đổi bằng đính chính có nêu lý do."),
            here,
        )
    if drafts_in_the_way(round_).exists():
        yield Remark(
            "another-draft",
            _("Đã có một bản nháp nhập từ tệp của cùng chỉ số, năm và khối."),
            _("Khối đã được chấm điểm ở kỳ này nên bản nháp đó không công bố được; xem lại và xóa bản nháp rồi trình."),
            Place("drafts", round_.pk),
        )


def _of_units(round_: AssessmentRound) -> Iterator[Remark]:
    """A unit of the group is assessed, or left out with a reason that is published; it is never just not there."""
    absent = [unit.full_name for unit in units_without_sheet(round_)]
    if absent:
        yield Remark(
            "no-sheet",
            _("%(units)s không có phiếu trong kỳ.") % {"units": _some(absent, _("%(codes)s và %(rest)d đơn vị khác"))},
            _("Thêm đơn vị vào kỳ; nếu không đánh giá, nêu lý do sau khi thêm."),
            Place("units", round_.pk),
        )


def _of_the_correction(round_: AssessmentRound, tally: RoundTally, contents: Contents) -> Iterator[Remark]:
    if round_.state == AssessmentRound.State.CORRECTING:
        for each in correction_checks.look_over(round_, tally, contents):
            place = None if each.sheet is None else Place("surveys", each.sheet.pk)
            yield Remark(each.key, each.message, each.advice, place, each.is_warning)


def _of_sentences(round_: AssessmentRound, contents: Contents) -> Iterator[Remark]:
    """Sentences in other words: one that does not agree any more is never published; one may say less than it could."""
    names = {row.unit_code: row.printed_name for row in contents.results}
    for look in sentences.look_again(round_, contents):
        subject = look.subject
        place = Place("sentence", round_.pk, subject.about, subject.unit)
        words = {"whose": names.get(subject.unit, subject.unit) or _("Cả khối"), "text": look.row.text}
        key = f"sentence-{subject.unit}-{subject.about}"
        if look.is_gone:
            says = _("%(whose)s: số liệu hiện nay không còn lập được câu đã biên tập “%(text)s”.") % words
            yield Remark(f"{key}-gone", says, _("Mở câu và bỏ câu đã biên tập."), place)
        elif look.problems:
            says = _("%(whose)s: câu đã biên tập không còn khớp số liệu: “%(text)s”") % words
            advice = " ".join(f"{each.message} {each.advice}".strip() for each in look.problems)
            yield Remark(f"{key}-stale", says, advice, place)
        elif look.was_changed:
            says = _("%(whose)s: câu lập từ số liệu đã đổi sau khi biên tập; câu đã biên tập vẫn khớp số liệu.") % words
            yield Remark(f"{key}-{look.row.version}", says, _("Xem lại hai câu."), place, is_warning=True)


def _of_people(by: Any) -> Iterator[Remark]:
    others = get_user_model().objects.with_perm(APPROVE, is_active=True).filter(is_staff=True)
    if by is not None:
        others = others.exclude(pk=by.pk)
    if not others.exists():
        yield Remark(
            "no-approver",
            _("Chưa có người thứ hai có quyền phê duyệt."),
            _("Cấp quyền “Phê duyệt công bố” cho một tài khoản khác; người trình không tự phê duyệt được."),
            Place("accounts"),
        )


def _of_the_set_itself(round_: AssessmentRound) -> Iterator[Remark]:
    """What is wrong with the criteria set. Its own warnings were shown where it is prepared."""
    for number, finding in enumerate(check_set(round_.criteria_set)):
        if not finding.is_warning:
            where = _("Bộ tiêu chí, mục %(code)s") % {"code": finding.code} if finding.code else _("Bộ tiêu chí")
            yield Remark(
                f"set-{finding.code}-{number}",
                f"{where}: {finding.message}",
                finding.advice,
                Place("criteria_set", round_.criteria_set_id, finding.code),
            )


def _out_of_range(round_: AssessmentRound, refused: MarkOutOfRange) -> Remark:
    return Remark(
        "out-of-range",
        _("Có điểm ngoài khoảng cho phép của tiêu chí: %(what)s.") % {"what": refused},
        _("Điểm tối đa của tiêu chí có thể đã thay đổi sau khi chấm; chấm lại tiêu chí này."),
        Place("round", round_.pk, str(refused).partition(":")[0]),
    )


def _of_the_set(round_: AssessmentRound, tally: RoundTally) -> Iterator[Remark]:
    place = Place("criteria_set", round_.criteria_set_id)
    if not tally.scheme.max_score:
        yield Remark("empty-set", _("Bộ tiêu chí không có mục nào để chấm điểm."), "", place)
    if not tally.scheme.bands:
        is_wanted = round_.criteria_set.band_scales.exists()
        yield Remark(
            "no-bands",
            _("Kỳ đánh giá chưa chọn thang xếp loại.") if is_wanted else _("Bộ tiêu chí không có thang xếp loại."),
            _("Chọn thang xếp loại ở kỳ đánh giá.") if is_wanted else _("Kết quả sẽ công bố không kèm xếp loại."),
            Place("round", round_.pk) if is_wanted else place,
            is_warning=not is_wanted,
        )
    has_survey = any(leaf.origin is Origin.SURVEY for leaf in tally.scheme.leaves)
    if has_survey and not round_.survey_made and not tally.scheme.rescale_without_survey:
        yield Remark(
            "no-survey-no-rescaling",
            _("Kỳ này không tổ chức điều tra xã hội học, nhưng bộ tiêu chí không cho quy đổi phần còn lại thành 100%."),
            _("Bật quy đổi ở bộ tiêu chí nếu quyết định cho phép, hoặc nhập kết quả điều tra."),
            place,
        )


def _of_sheets(round_: AssessmentRound, tally: RoundTally) -> Iterator[Remark]:
    if not tally.sheets:
        yield Remark(
            "no-sheets",
            _("Kỳ đánh giá chưa có đơn vị nào được chấm điểm."),
            _("Thêm đơn vị vào kỳ đánh giá."),
            Place("round", round_.pk),
        )
    for sheet in tally.left_out:
        yield Remark(
            f"left-out-{sheet.unit.code}",
            _("%(unit)s không được đánh giá: %(reason)s")
            % {"unit": sheet.unit.full_name, "reason": sheet.left_out_reason},
            _("Lý do này được công bố cùng kết quả."),
            Place("sheet", sheet.pk),
            is_warning=True,
        )
    for unit, own in tally.sheets.items():
        missing = tally.result_of(unit).missing
        entered = [code for code in missing if not _is_asked(tally.scheme.by_code[code].origin)]
        if entered:
            yield Remark(
                f"unscored-{unit}",
                _("%(unit)s còn %(count)d tiêu chí chưa chấm: %(codes)s")
                % {"unit": own.sheet.unit.full_name, "count": len(entered), "codes": _some(entered)},
                _("Chấm điểm, hoặc ghi “không áp dụng” kèm lý do."),
                Place("sheet", own.sheet.pk, entered[0]),
            )


def _is_asked(origin: Origin) -> bool:
    """Whether the points come from what people answered."""
    return origin in ASKED


def _some(codes: Sequence[str], and_more: str = "") -> str:
    """The first few of them, and how many more there are: leaves, unless `and_more` names something else."""
    text, rest = ", ".join(codes[:_NAMED]), len(codes) - _NAMED
    return text if rest <= 0 else (and_more or _("%(codes)s và %(rest)d mục khác")) % {"codes": text, "rest": rest}


def _of_surveys(tally: RoundTally) -> Iterator[Remark]:
    """Points need people who answered: none is a missing survey, too few are no figure, points without them no survey."""
    for unit, own in tally.sheets.items():
        name, place = own.sheet.unit.full_name, Place("surveys", own.sheet.pk)
        missing = []
        for leaf in tally.scheme.leaves:
            mark = own.marks.get(leaf.code)
            if not _is_asked(leaf.origin) or mark is NOT_APPLICABLE:
                continue
            figure = _figure(leaf, own)
            if figure is not None and figure.percent is not None and figure.is_small:
                yield Remark(
                    f"small-base-{unit}-{leaf.code}",
                    _("%(unit)s chỉ có %(base)d phiếu trả lời ở %(code)s, ít hơn %(least)d phiếu nên không dùng được.")
                    % {"unit": name, "base": figure.base, "code": leaf.code, "least": SMALLEST_BASE},
                    _("Bổ sung phiếu, hoặc ghi “không áp dụng” cho tiêu chí này kèm lý do."),
                    place,
                )
            elif isinstance(mark, Decimal) and (figure is None or not figure.base):
                yield Remark(
                    f"no-base-{unit}-{leaf.code}",
                    *says_no_base(name, leaf.code),
                    place,
                )
            elif leaf.code in tally.result_of(unit).missing:
                missing.append(leaf.code)
        if missing:
            yield Remark(
                f"no-survey-{unit}",
                _("%(unit)s chưa có kết quả khảo sát của %(codes)s nên sẽ công bố không có tổng điểm và thứ hạng.")
                % {"unit": name, "codes": _some(missing)},
                _("Nhập kết quả khảo sát nếu có; thiếu kết quả khảo sát không bao giờ được tính là 0 điểm."),
                place,
                is_warning=True,
            )


def _figure(leaf: Criterion, own: SheetTally) -> SurveyFigure | None:
    if leaf.origin is Origin.SURVEY:
        return own.surveys.get(leaf.code)
    return own.satisfaction.figure if own.satisfaction is not None else None


def _of_measures(tally: RoundTally, contents: Contents) -> Iterator[Remark]:
    """Points that the frozen measure does not give: nobody could compute them again."""
    for (unit, code), mark in contents.marks.items():
        leaf = tally.scheme.by_code[code]
        if not leaf.is_leaf or mark.state != PublishedMark.State.MARKED:
            continue
        measure = Measure(mark.amount, mark.base, mark.choice)
        sheet = tally.sheets[unit].sheet
        words = {"unit": sheet.unit.full_name, "code": code}
        place = Place("sheet", sheet.pk, code)
        if measure.is_empty:
            yield Remark(
                f"no-measure-{unit}-{code}",
                _("%(unit)s: điểm của %(code)s được ghi thẳng, không có số đo để tính lại.") % words,
                _("Nhập số đo để người đọc kiểm tra được cách tính."),
                place,
                is_warning=True,
            )
            continue
        try:
            points = leaf.rule.award(measure, leaf.max_score).points
        except MeasureRefused:
            points = None
        if points != mark.points:
            yield Remark(
                f"not-by-the-rule-{unit}-{code}",
                _("%(unit)s: điểm của %(code)s không đúng với số đo theo cách tính của bộ tiêu chí.") % words,
                _("Mở phiếu, xem lại số đo và lưu lại để tính điểm."),
                place,
            )


def _of_sums(contents: Contents) -> Iterator[Remark]:
    """What the same look at a transcribed table finds: sums, maxima, ranks."""
    content = Content(contents.publication, contents.components, contents.results, contents.scores)
    names = {row.unit_code: row.printed_name for row in contents.results}
    for number, finding in enumerate(each for each in find(content) if not each.is_warning):
        subject = names.get(finding.unit, "")
        yield Remark(
            f"sum-{finding.unit}-{finding.column}-{number}",
            f"{subject}: {finding.message}" if subject else finding.message,
            finding.advice,
        )
