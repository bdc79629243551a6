"""The publication page: where every figure comes from, what it rests on, and how it holds against arithmetic."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.published import Component, Ranking, Release

from . import words
from .ranking import checks, title


@dataclass(frozen=True, slots=True)
class FigureSource:
    """One figure and what it rests on."""

    label: str
    text: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class LineSource:
    """One unit's figures and their sources."""

    unit: str
    name: str
    figures: list[FigureSource]
    note: str
    sources: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Statement:
    label: str
    text: str
    basis: str
    note: str
    sources: list[tuple[str, str]]


def release_facts(release: Release) -> list[tuple[str, str]]:
    """What, where, when, decided how, put on the portal when and by whom, under which rules."""
    origin = {"transcribed": _("chép lại từ nguồn chính thức"), "computed": _("tính trong hệ thống này")}[
        release.origin
    ]
    put_up = timezone.localtime(release.published_at).strftime("%H:%M, %d/%m/%Y")
    rows = [
        (_("Chỉ số"), release.index_name),
        (_("Năm đánh giá"), str(release.year)),
        (_("Khối"), f"{release.group_name}, {release.place}"),
        (_("Số đơn vị trong khối"), str(release.unit_count) if release.unit_count else _("không công bố")),
        # What was computed here was also released here: its moment is known, and no source could name a decision.
        (
            _("Thời điểm công bố"),
            words.when(release.announced_on) or (put_up if release.is_computed else _("không rõ")),
        ),
        (
            _("Quyết định"),
            release.decision_number or (_("chưa ghi khi công bố") if release.is_computed else _("nguồn không nêu")),
        ),
        (_("Ngày quyết định"), words.day(release.decision_date) if release.decision_date else ""),
        (_("Loại"), origin),
        (_("Phiên bản"), str(release.version)),
        (_("Lý do đính chính"), release.reason),
        (_("Quy tắc đồng hạng"), str(words.TIE_RULES[release.tie_rule]) if release.index != "papi" else ""),
        (
            _("Đưa lên cổng"),
            put_up + (_(" bởi %(who)s") % {"who": release.published_by} if release.published_by else ""),
        ),
        (_("Mã băm nội dung (SHA-256)"), release.content_hash),
        (_("Ghi chú"), release.note),
    ]
    return [(label, text) for label, text in rows if text]


def lines(ranking: Ranking) -> list[LineSource]:
    """Every unit's figures one by one, each with what it rests on."""
    places = words.PLACES
    percent = ranking.release.suffix
    found = []
    for row in [*ranking.placed, *ranking.unplaced]:
        figures = []
        if row.has_place:
            printed = row.rank_printed if row.rank_printed and row.rank_printed != words.rank_text(row) else ""
            figures.append(FigureSource(_("Hạng"), words.rank_text(row), _rank_basis(row.rank_basis, printed), ""))
        if row.total.is_known:
            figures.append(
                FigureSource(
                    words.score_label(ranking.release), row.total.printed + percent, _basis(row.total.basis), ""
                )
            )
        if row.index_percent.is_known:
            shown = words.figure_text(row.index_percent, "%")
            figures.append(FigureSource(str(words.INDEX_LABEL), shown, _basis(row.index_percent.basis), ""))
        for component in ranking.components:
            score = row.scores.get(component.code)
            if score is None:
                continue
            notes = words.score_notes(score)
            if score.note:
                notes.append(score.note)
            text = words.figure_text(score, component.suffix)
            if not text:
                # Nothing is printed that could rest on anything: only what the source says beside it.
                nothing = _("không công bố tỷ lệ") if component.is_percent else _("không công bố số điểm")
                figures.append(FigureSource(component.name, nothing, "; ".join(notes), ""))
                continue
            figures.append(FigureSource(component.name, text, _basis(score.basis), "; ".join(notes)))
        if row.rank_move.is_printed:
            move = words.rank_move(row.rank_move)
            figures.append(FigureSource(_("Thay đổi hạng"), move.text, _("nguồn in"), move.detail))
        if row.score_move.is_printed:
            move = words.score_move(row.score_move, places)
            figures.append(FigureSource(_("Thay đổi điểm"), move.text, _("nguồn in"), move.detail))
        if row.band:
            figures.append(FigureSource(_("Xếp loại"), row.band, _("nguồn in"), ""))
        if row.absent_reason:
            figures.append(FigureSource(_("Không có kết quả"), row.absent_reason, _("nguồn in"), ""))
        if ranking.release.is_computed:
            figures = [replace(each, basis=_computed()) for each in figures]
        found.append(LineSource(row.unit, row.name, figures, row.note, words.sources(row.source)))
    return found


def _computed() -> str:
    """What every figure of a table rests on that no source prints, since it was computed here."""
    return _("tính trong hệ thống này")


def _basis(code: str) -> str:
    return str(words.BASIS_NOTES[code])


def _rank_basis(code: str, printed: str) -> str:
    """What a rank rests on; where the source prints something else than the number shown, that is quoted."""
    if not printed:
        return _basis(code)
    quoted = _("nguồn in “%(printed)s”") % {"printed": printed}
    return quoted if code == "printed" else f"{_basis(code)}; {quoted}"


def block_facts(ranking: Ranking) -> list[Statement]:
    """What the sources print about the whole block."""
    return [
        Statement(
            fact.label,
            fact.printed,
            _computed() if ranking.release.is_computed else _basis(fact.basis),
            fact.note,
            words.sources(fact.source),
        )
        for fact in ranking.facts
    ]


def components(ranking: Ranking) -> list[Statement]:
    """Each component with its maximum or weight and where that comes from."""
    found = []
    for each in ranking.components:
        parts = []
        if each.max_score is not None:
            is_of_all = len(ranking.figures_out_of(each)) < 2 or not ranking.release.is_computed
            text = _("tối đa %(max)s") if is_of_all else _("tối đa %(max)s khi mọi tiêu chí đều áp dụng")
            parts.append(text % {"max": words.number(each.max_score)})
        if each.weight is not None:
            parts.append(_("trọng số %(weight)s%%") % {"weight": words.number(each.weight)})
        text = ", ".join(parts) or _("điểm tối đa: không công bố")
        basis = _basis_of_component(each) if parts and not ranking.release.is_computed else ""
        found.append(Statement(each.name, text, basis, each.note, words.sources(each.source)))
    return found


def _basis_of_component(component: Component) -> str:
    """What the maximum rests on; where there is a weight too, that is told apart from it."""
    of_max = _basis(component.max_basis)
    if component.weight is None:
        return of_max
    of_weight = _("trọng số: theo nguồn dưới đây")
    if component.note:
        of_weight = _("trọng số: theo ghi chú và nguồn dưới đây")
    if component.max_score is None:
        return of_weight
    return _("mức tối đa: %(basis)s; %(of_weight)s") % {"basis": of_max, "of_weight": of_weight}


def rank_check(ranking: Ranking) -> str:
    """In a sentence: whether the printed ranks agree with the printed totals."""
    differences, what = ranking.rank_differences, words.ranked_by(ranking)
    if differences is None:
        if not ranking.contradictions:
            why = (
                _("PAPI không cho phép tự xếp hạng nên cổng không tính lại thứ hạng")
                if ranking.release.index == "papi"
                else _("Không đủ %(what)s của mọi đơn vị để tính lại thứ hạng") % {"what": what}
            )
            figures = [row.index_percent if ranking.is_by_index else row.total for row in ranking.rows if row.rank]
            beside = sum(figure.value is not None for figure in figures) > 1
            return why + (_("; các số đã có không mâu thuẫn với hạng nguồn in.") if beside else ".")
        pairs = "; ".join(f"{ranking.names[upper]} – {ranking.names[lower]}" for upper, lower in ranking.contradictions)
        return _("Hạng nguồn in không theo thứ tự %(what)s ở: %(pairs)s.") % {"what": what, "pairs": pairs}
    if not differences:
        return _("Thứ hạng tính lại từ %(what)s khớp với hạng nguồn in ở mọi đơn vị.") % {"what": what}
    text = "; ".join(
        _("%(unit)s: nguồn in %(printed)s, tính lại %(computed)s")
        % {"unit": ranking.names[each.unit], "printed": each.printed, "computed": each.computed}
        for each in differences
    )
    return _("Thứ hạng khác với tính lại: %(list)s.") % {"list": text}


def context(ranking: Ranking, versions: list[Release]) -> dict[str, Any]:
    """What the page of a publication shows; `versions` are all of its index, year and block."""
    release = ranking.release
    return {
        "release": release,
        "ranking": ranking,
        "title": title(release),
        "facts": release_facts(release),
        "sources": words.sources(release.source),
        "lines": lines(ranking),
        "block_facts": block_facts(ranking),
        "components": components(ranking),
        "checks": checks(ranking),
        "rank_check": rank_check(ranking),
        "versions": versions,
    }
