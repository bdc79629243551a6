"""The contents of a publication, stored or not, as the lines that scoring.core.differences compares.

Keys of cells: "total", "max_score", "index_percent", "band", "absent_reason", "note"; what is said of the year before;
"c.<code>" a component; "m.<code>" a node of the criteria set (its points, or its state in words where it has none);
"f.<code>.…" what was measured at it; "s.<purpose>.<factor>.…" what a survey found, the factor empty for the whole.
Every figure of a unit that is frozen is a cell, or follows from cells: what is no cell changes without a word.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.canonical import ComposedMark, Contents
from scoring.core.differences import Line, Value
from scoring.models import PublishedMark, PublishedResult, PublishedSurvey

_TEXTS = ("band", "absent_reason", "note", "score_direction")
HIDDEN = gettext_lazy("không công bố")
# What cells of a whole line are called.
COLUMNS: Mapping[str, Any] = {
    "name": gettext_lazy("Tên đơn vị"),
    "total": gettext_lazy("Tổng điểm"),
    "max_score": gettext_lazy("Điểm tối đa áp dụng"),
    "index_percent": gettext_lazy("Chỉ số (%)"),
    "band": gettext_lazy("Xếp loại"),
    "rank_printed": gettext_lazy("Hạng như đã in"),
    "rank_computed": gettext_lazy("Hạng tính từ số đã làm tròn"),
    "rank_exact": gettext_lazy("Hạng tính từ số chưa làm tròn"),
    "previous_rank": gettext_lazy("Hạng năm trước"),
    "rank_change": gettext_lazy("Thay đổi hạng so với năm trước"),
    "score_change": gettext_lazy("Thay đổi điểm so với năm trước"),
    "score_direction": gettext_lazy("Chiều thay đổi điểm"),
    "absent_reason": gettext_lazy("Lý do không có kết quả"),
    "note": gettext_lazy("Ghi chú"),
}
SURVEYS: Mapping[str, Any] = {
    "satisfaction": gettext_lazy("Chỉ số hài lòng"),
    "survey": gettext_lazy("Điều tra xã hội học"),
}
_OF_A_SURVEY: Mapping[str, Any] = {
    "percent": gettext_lazy("tỷ lệ (%)"),
    "base": gettext_lazy("số phiếu trả lời"),
    "response_rate": gettext_lazy("tỷ lệ trả lời (%)"),
    "margin": gettext_lazy("sai số (±)"),
}


def lines_of(contents: Contents) -> dict[str, Line]:
    """The line of each unit by its code, in the order of the table."""
    cells: dict[str, dict[str, Value]] = {}
    results = sorted(contents.results, key=lambda each: (each.position, each.unit_code))
    for result in results:
        own = cells[result.unit_code] = {
            "total": result.total,
            "max_score": result.max_score,
            "index_percent": result.index_percent,
        }
        own.update({name: getattr(result, name) or None for name in _TEXTS})
        own.update(_beside_the_rank(result))
    for component in sorted(contents.components, key=lambda each: (each.position, each.code)):
        for result in results:
            if (score := contents.scores.get((result.unit_code, component.code))) is not None:
                cells[result.unit_code][f"c.{component.code}"] = score.value
    for criterion in sorted(contents.criteria, key=lambda each: (each.position, each.code)):
        for result in results:
            if (mark := contents.marks.get((result.unit_code, criterion.code))) is not None:
                cells[result.unit_code].update(_mark(criterion.code, mark))
    for result in results:
        for survey in sorted(contents.surveys.get(result.unit_code, ()), key=lambda each: each.position):
            cells[result.unit_code].update(_survey(survey))
    return {
        result.unit_code: Line(result.unit_code, result.printed_name, result.rank, cells[result.unit_code])
        for result in results
    }


def _mark(code: str, mark: PublishedMark | ComposedMark) -> dict[str, Value]:
    found: dict[str, Value] = {
        f"m.{code}": mark.points if mark.points is not None else str(PublishedMark.State(mark.state).label),
        f"f.{code}.max_score": mark.max_score,
        f"f.{code}.amount": mark.amount,
        f"f.{code}.base": mark.base,
        f"f.{code}.choice": mark.choice or None,
        f"f.{code}.self_score": mark.self_score,
        f"f.{code}.reason": mark.reason or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _beside_the_rank(result: PublishedResult) -> dict[str, Value]:
    """What is said of the year before; and of the rank itself where it says anything else than the rank."""
    others = {name: getattr(result, name) for name in ("rank_computed", "rank_exact")}
    found: dict[str, Value] = {name: Decimal(rank) for name, rank in others.items() if rank not in (None, result.rank)}
    if result.rank_printed and result.rank_printed != str(result.rank):
        found["rank_printed"] = result.rank_printed
    found["previous_rank"] = _number(result.previous_rank) or result.previous_rank_printed or None
    found["rank_change"] = _number(result.rank_change)
    found["score_change"] = result.score_change
    return {name: value for name, value in found.items() if value is not None}


def _number(whole: int | None) -> Decimal | None:
    return None if whole is None else Decimal(whole)


def _survey(row: PublishedSurvey) -> dict[str, Value]:
    start = f"s.{row.purpose}.{row.factor}"
    found: dict[str, Value] = {
        f"{start}.percent": str(HIDDEN) if row.is_suppressed else row.percent,
        f"{start}.base": _number(row.base),
        f"{start}.response_rate": row.response_rate,
        f"{start}.margin": row.margin,
    }
    return {key: value for key, value in found.items() if value is not None}


def survey_of(key: str) -> tuple[str, str, str]:
    """The purpose of a survey's cell, its factor ("" of the whole; of a sociological survey the leaf) and what of it."""
    purpose, _dot, rest = key.removeprefix("s.").partition(".")
    factor, _dot, what = rest.rpartition(".")
    return purpose, factor, what


def survey_words(key: str, titles: Mapping[str, str]) -> str:
    """What a survey's cell is called: "Chỉ số hài lòng: Tiếp nhận góp ý, sai số (±)"; `titles` are those of criteria."""
    purpose, factor, what = survey_of(key)
    survey, of_it = SURVEYS.get(purpose, purpose), _OF_A_SURVEY.get(what, what)
    if not factor:
        return _("%(survey)s, %(what)s") % {"survey": survey, "what": of_it}
    name = f"{factor} {titles[factor]}" if purpose == "survey" and factor in titles else factor
    return _("%(survey)s: %(factor)s, %(what)s") % {"survey": survey, "factor": name, "what": of_it}
