"""The ranking table: one definition of its columns for the screen and for every file.

On screen a column gives HTML (`render_…`), in a file a plain value (`value_…`): a Decimal, a whole number, or text. What
the source does not print is a quiet dash with hidden words on screen and the words themselves in a file.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import NO_FIGURE, Component, Figure, Ranking, Score

from .presenters import ranking as presenter
from .presenters.ranking import CellView, LineView
from .presenters.words import (
    DASHES,
    INDEX_LABEL,
    PLACES,
    MoveView,
    basis_mark,
    dash_note,
    number,
    score_change_label,
    score_label,
    score_move_label,
)
from .templatetags.numbers import percent_of

HOLE = mark_safe(  # noqa: S308 - a constant
    f'<span class="hole"><span aria-hidden="true">–</span><span class="vh">{NO_FIGURE}</span></span>'
)

# A table with more columns than this leaves no room beside it.
MOST_BESIDE = 8
NOT_APPLICABLE = gettext_lazy("không áp dụng")

_SORT_CODES = {
    "rank": presenter.RANK,
    "unit": presenter.UNIT,
    "total": presenter.TOTAL,
    "index": presenter.INDEX,
    "move": presenter.MOVE,
    "score_move": presenter.SCORE_MOVE,
    "band": None,
}


def move_html(move: MoveView) -> SafeString:
    """A change as a chip: sign, words and figures; nothing depends on the colour."""
    if move.is_quiet:
        return mark_safe(  # noqa: S308 - every part is escaped
            f'<span class="hole"><span aria-hidden="true">–</span><span class="vh">{escape(move.text)}</span></span>'
        )
    symbol = f'<span aria-hidden="true">{move.symbol}</span> ' if move.symbol else ""
    detail = ""
    if move.spoken:
        detail = (
            f' <small aria-hidden="true">{escape(move.detail)}</small><span class="vh">, {escape(move.spoken)}</span>'
        )
    elif move.detail:
        detail = f" <small>{escape(move.detail)}</small>"
    return mark_safe(f'<span class="chg {move.tone}"><span>{symbol}{escape(move.text)}</span>{detail}</span>')  # noqa: S308 - escaped


def bar_html(share: str) -> SafeString:
    """A bar from zero to the maximum; decoration only, the number stands beside it. An SVG: the policy forbids styles."""
    if not share:
        return SafeString("")
    return mark_safe(  # noqa: S308 - a machine number
        '<svg class="bar" aria-hidden="true" width="100%" height="5" preserveAspectRatio="none">'
        f'<rect class="bar-all" width="100%" height="5"/><rect class="bar-part" width="{share}%" height="5"/></svg>'
    )


def _value(figure: Figure | None) -> Decimal | str:
    """A figure for a file: the number, what stands in its place in the source, or the words for nothing."""
    if figure is None or not figure.is_known:
        return NO_FIGURE
    return figure.exact if figure.exact is not None else figure.printed


def _small(parts: Iterable[str]) -> str:
    return "".join(f"<small>{escape(part)}</small>" for part in parts if part)


def cell_html(cell: CellView, maximum: str = "") -> SafeString:
    text = escape(cell.text) if cell.text else HOLE
    return mark_safe(f"{text}{_small([maximum, cell.note])}{bar_html(cell.bar)}")  # noqa: S308 - every part is escaped


def out_of(numbers: Collection[Decimal | None], usual: Decimal) -> Decimal | None:
    """The maximum that a heading states over figures out of these: the one of all, else the usual one where any has it.

    Figures out of another than the heading's say so themselves; None where each would have to.
    """
    found = {each for each in numbers if each is not None}
    if len(found) == 1:
        return next(iter(found))
    return usual if usual in found or not found else None


def _in_words(maximum: Decimal | None, mark: str = "") -> str:
    if maximum is None:
        return ""
    return _("tối đa %(max)s") % {"max": number(maximum)} + (f" ({mark})" if mark else "")


def _own(maximum: Decimal | None, heading: Decimal | None) -> str:
    """What stands under a figure that is out of another maximum than its heading says."""
    return "" if maximum in (None, heading) else _("trên %(max)s") % {"max": number(maximum or 0)}


class FigureColumn(tables.Column):
    """One component of the total."""

    def __init__(self, position: int, component: Component, ranking: Ranking) -> None:
        self.position, self.component, self.is_computed = position, component, ranking.release.is_computed
        self.out_of: Decimal | None = None
        self.maximum, self.has_one_maximum = "", True
        if component.max_score is not None and not component.is_percent:
            numbers = ranking.figures_out_of(component)
            self.out_of = out_of(numbers, component.max_score)
            self.maximum = _in_words(self.out_of, basis_mark(component.max_basis))
            self.has_one_maximum = len(numbers) < 2
        super().__init__(
            verbose_name=component.short_name,
            accessor="unit",
            orderable=False,
            attrs={"th": {"class": "wide"}, "td": {"class": "num wide"}},
        )

    def _does_not_apply(self, record: LineView) -> bool:
        """A unit whose total was computed has figures of everything that applies to it."""
        return self.is_computed and record.row.total.is_known and self.component.code not in record.row.scores

    def render(self, record: LineView):
        if self._does_not_apply(record):
            return mark_safe(_small([str(NOT_APPLICABLE)]))  # noqa: S308 - escaped
        own = (
            _own(record.row.maximums.get(self.component.code), self.out_of) if record.cells[self.position].text else ""
        )
        return cell_html(record.cells[self.position], own)

    def value(self, record: LineView):
        return NOT_APPLICABLE if self._does_not_apply(record) else _value(record.row.scores.get(self.component.code))


class BesideColumn(tables.Column):
    """What a source prints beside a component's figure: its change or its rank. Files give it a column of its own."""

    def __init__(self, component: Component, name: str, get: Callable[[Score], Decimal | int | None]) -> None:
        self.component, self.get = component, get
        super().__init__(verbose_name=f"{component.short_name}: {name}", accessor="unit", orderable=False)

    def value(self, record: LineView):
        score = record.row.scores.get(self.component.code)
        found = self.get(score) if score is not None else None
        return NO_FIGURE if found is None else found


def _beside(ranking: Ranking) -> list[tuple[str, BesideColumn]]:
    """Columns for the changes and ranks of components, where any row has one."""
    found = []
    for component in ranking.components:
        scores = [row.scores[component.code] for row in ranking.rows if component.code in row.scores]
        if any(score.change is not None for score in scores):
            change = BesideColumn(component, _("so với năm trước"), lambda score: score.exact_change)
            found.append((f"tp-{component.code}-thay-doi", change))
        if any(score.rank is not None for score in scores):
            found.append((f"tp-{component.code}-hang", BesideColumn(component, _("thứ hạng"), lambda s: s.rank)))
    return found


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: a link that sorts by it, and how the table is sorted now."""

    label: str
    small: str
    css: str
    href: str
    sorted: str  # "ascending", "descending" or ""
    hint: str


@dataclass(frozen=True, slots=True)
class AverageCell:
    text: str
    small: str
    css: str


class RankingTable(tables.Table):
    """Units of one block in one year."""

    rank = tables.Column(
        gettext_lazy("Hạng"), accessor="unit", attrs={"td": {"class": "rank"}, "th": {"class": "rank"}}
    )
    unit = tables.Column(gettext_lazy("Đơn vị"), accessor="name", attrs={"th": {"class": "t"}})
    total = tables.Column(gettext_lazy("Tổng điểm"), accessor="unit", attrs={"td": {"class": "num total"}})
    index = tables.Column(INDEX_LABEL, accessor="unit", attrs={"td": {"class": "num wide"}, "th": {"class": "wide"}})
    move = tables.Column(gettext_lazy("Thay đổi hạng"), accessor="unit", attrs={"td": {"class": "num"}})
    score_move = tables.Column(
        gettext_lazy("Thay đổi điểm"), accessor="unit", attrs={"td": {"class": "num wide"}, "th": {"class": "wide"}}
    )
    band = tables.Column(
        gettext_lazy("Xếp loại"), accessor="unit", attrs={"td": {"class": "t wide"}, "th": {"class": "t wide"}}
    )

    class Meta:
        orderable = False
        template_name = "components/_table.html"
        sequence = ("rank", "unit", "total", "index", "move", "score_move", "...", "band")

    def __init__(self, ranking: Ranking, lines: Iterable[LineView], *, for_file: bool = False) -> None:
        self.ranking = ranking
        codes = [component.code for component in ranking.components]
        shown = list(ranking.components) if for_file else presenter.table_columns(ranking)
        self.columns_shown = shown
        extra = [(f"tp-{each.code}", FigureColumn(codes.index(each.code), each, ranking)) for each in shown]
        if for_file:
            extra += _beside(ranking)
        rows = list(lines)
        hidden = []
        if not any(row.band for row in rows):
            hidden.append("band")
        if not any(row.row.index_percent.is_known for row in rows):
            hidden.append("index")
        elif not for_file and ranking.has_one_scale:
            hidden.append("total")  # every total is the index over again
        told = sum(1 for row in ranking.placed if presenter.words.score_move(row.score_move, 2).tone != "none")
        # What the change of the total is called where it is told in the row for want of a column.
        self.tells_score_move = ""
        if not for_file and not presenter.is_well_filled(told, len(ranking.placed)):
            self.tells_score_move = score_change_label(ranking.release)
            hidden.append("score_move")
        if not for_file and presenter.shared_reason(ranking):
            # Said once above the table instead of in every row.
            hidden += ["move", "score_move"]
            self.tells_score_move = ""
        sequence = _BY_INDEX if ranking.is_by_index else self._meta.sequence
        super().__init__(rows, extra_columns=extra, exclude=tuple(dict.fromkeys(hidden)), sequence=sequence)
        if ranking.is_by_index:
            _lead_with("index", "total", self)
        self.folded = () if for_file else self._fold_away()
        self.unit_address = reverse("portal:unit", args=["x"]).removesuffix("x/")
        if "total" in self.columns.names():
            self.columns["total"].column.verbose_name = score_label(ranking.release)
        if "score_move" in self.columns.names():
            self.columns["score_move"].column.verbose_name = score_move_label(ranking.release)

    def _fold_away(self) -> tuple[str, ...]:
        """On a narrow screen a column of dashes takes the room of the names: its few figures are told in their rows."""
        placed = self.ranking.placed
        known = {
            "total": sum(row.total.is_known for row in placed),
            "move": sum(not presenter.words.rank_move(row.rank_move).is_quiet for row in placed),
        }
        if self.ranking.average is not None or self.ranking.is_by_index:
            known.pop("total")  # the block's average stands in this column, or it is folded already
        sparse = [name for name, count in known.items() if not presenter.is_well_filled(count, len(placed))]
        folded = tuple(name for name in sparse if name in self.columns.names())
        for name in folded:
            attrs = self.columns[name].column.attrs
            self.columns[name].column.attrs = {
                kind: {**attrs.get(kind, {}), "class": f"{attrs.get(kind, {}).get('class', '')} wide".strip()}
                for kind in ("td", "th")
            }
        return folded

    @property
    def is_broad(self) -> bool:
        """Whether the table needs the width of the page for itself; what stands beside it then goes below."""
        return len(self.columns) > MOST_BESIDE

    def headings(self, view: presenter.View) -> list[Heading]:
        """The heading row. The first click sorts as the figure is meant: rank 1 first, the highest score first."""
        headings = []
        for column in self.columns:
            code = _SORT_CODES.get(column.name, column.name)
            if code is None:
                headings.append(Heading(column.header, "", _css(column, "th"), "", "", ""))
                continue
            rising, falling = code, f"-{code}"
            first = rising if code in (presenter.RANK, presenter.UNIT) else falling
            state = {rising: "ascending", falling: "descending"}.get(view.order, "")
            target = (falling if view.order == rising else rising) if state else first
            hint = _("sắp xếp giảm dần") if target.startswith("-") else _("sắp xếp tăng dần")
            small = column.column.maximum if isinstance(column.column, FigureColumn) else ""
            if column.name == "total":
                small = self.total_maximum
            if column.name == "index" and self.ranking.has_one_scale:
                small = _("bằng tổng điểm")
            css = _css(column, "th")
            headings.append(Heading(column.header, small, css, view.query(order=target) or "?", state, hint))
        return headings

    @cached_property
    def total_out_of(self) -> Decimal | None:
        """The maximum that stands over the totals."""
        return out_of(self.ranking.totals_out_of, self.ranking.release.scale_max)

    @property
    def total_maximum(self) -> str:
        return _in_words(self.total_out_of)

    @property
    def has_one_maximum(self) -> bool:
        """Whether all totals are out of the same."""
        return len(self.ranking.totals_out_of) < 2

    def sorted_by(self, view: presenter.View) -> str:
        """Said to screen readers: by what the table is sorted; empty for its natural order."""
        if view.order == presenter.RANK:
            return ""
        for heading in self.headings(view):
            if heading.sorted:
                direction = _("tăng dần") if heading.sorted == "ascending" else _("giảm dần")
                return _("Đã sắp xếp theo %(column)s, %(direction)s.") % {
                    "column": heading.label.lower(),
                    "direction": direction,
                }
        return ""

    def average_row(self) -> list[AverageCell]:
        """The block's average, cell by cell; empty when no average is known."""
        fact = self.ranking.average
        if fact is None:
            return []
        cells = []
        for column in self.columns:
            css = _css(column, "td")
            if column.name == "unit":
                cells.append(AverageCell(fact.label, basis_mark(fact.basis), css))
            elif column.name == ("index" if self.ranking.is_by_index else "total"):
                cells.append(AverageCell(f"{number(fact.value or 0, PLACES)}{self.ranking.figure_suffix}", "", css))
            else:
                cells.append(AverageCell("", "", css))
        return cells

    @property
    def dash_note(self) -> str:
        """What the dashes in the table mean, of those that stand in it."""
        spoken = [str(words) for words, _meaning in DASHES]
        return dash_note(words for words in spoken if f'<span class="vh">{escape(words)}</span>' in self.body)

    @cached_property
    def body(self) -> SafeString:
        """The rows as HTML. Written straight from the columns: looked up once for a table, not once for each cell."""
        columns = []
        for column in self.columns:
            render = getattr(self, f"render_{column.name}", None) or column.column.render
            columns.append((column.name, _css(column, "td"), render))
        rows = []
        for bound in self.rows:
            record = bound.record
            told = self.told(record)
            # The rank stands beside both lines of a unit; the unit's name heads both.
            scope, rows_of_rank = ("rowgroup", ' rowspan="2"') if told else ("row", "")
            cells = "".join(
                f'<th scope="{scope}">{render(record=record)}</th>'
                if name == "unit"
                else f'<td class="{css}"{rows_of_rank if name == "rank" else ""}>{render(record=record)}</td>'
                for name, css, render in columns
            )
            rows.append(f'<tbody id="{escape(record.unit)}"><tr>{cells}</tr>{told}</tbody>\n')
        return mark_safe("".join(rows))  # noqa: S308 - every cell escapes what it shows

    def told(self, record: LineView) -> str:
        """The row's second line, as wide as the table: figures without a column, the note, what a phone has no room for."""
        folded = self._folded(record)
        told = told_html(record, self.columns_shown, self.tells_score_move)
        note = f'<small class="row-note">{escape(record.note)}</small>' if record.note else ""
        has_score_move = "score_move" in self.columns.names()
        more = details_html(
            record,
            self.columns_shown,
            score_move_label(self.ranking.release) if has_score_move else "",
            second=self._second(record),
        )
        if not (folded or told or note or more):
            return ""
        css = "told-row" if told or note else "told-row narrow"
        return f'<tr class="{css}"><td colspan="{len(self.columns) - 1}">{folded}{told}{note}{more}</td></tr>'

    def _folded(self, record: LineView) -> str:
        """What a narrow screen reads in the row instead of in a column that is dashes but for a few figures."""
        items = []
        if "total" in self.folded and record.total:
            mark = f" ({escape(record.total_mark)})" if record.total_mark else ""
            items.append(f"<li>{escape(score_label(self.ranking.release))}: <b>{escape(record.total)}{mark}</b></li>")
        if "move" in self.folded and not record.move.is_quiet:
            items.append(f"<li>{_('Thay đổi hạng')}: {move_html(record.move)}</li>")
        return f'<ul class="told narrow">{"".join(items)}</ul>' if items else ""

    def _second(self, record: LineView) -> tuple[str, str]:
        """The figure beside the one that ranks, by name: points where the index ranks; ("", "") where there is none."""
        if not self.ranking.is_by_index:
            return str(INDEX_LABEL), record.index
        if self.ranking.has_one_scale or not record.total:
            return "", ""
        maximum = record.row.out_of(self.ranking.release)
        total = f"{record.total}/{number(maximum)}" if maximum is not None else record.total
        return score_label(self.ranking.release), total

    def render_rank(self, record: LineView):
        text = escape(record.rank) if record.rank else HOLE
        return mark_safe(f"{text}{_small(record.rank_marks)}")  # noqa: S308 - every part is escaped

    def value_rank(self, record: LineView):
        return record.row.rank if record.row.rank is not None else record.row.rank_printed or NO_FIGURE

    def render_unit(self, record: LineView):
        address = f"{self.unit_address}{record.unit}/"
        return mark_safe(f'<a href="{address}">{escape(record.name)}</a>')  # noqa: S308 - escaped

    def value_unit(self, record: LineView):
        return record.name

    def render_total(self, record: LineView):
        text = escape(record.total) if record.total else HOLE
        maximum = record.row.out_of(self.ranking.release)
        marks = [record.total_mark]
        if record.total:
            marks.append(_own(maximum, self.total_out_of))
        bar = ""
        if not self.ranking.is_by_index:  # else the bar stands under the index
            bar = bar_html(percent_of(record.row.total.value, maximum))
        return mark_safe(f"{text}{_small(marks)}{bar}")  # noqa: S308 - every part is escaped

    def value_total(self, record: LineView):
        return _value(record.row.total)

    def render_index(self, record: LineView):
        bar = bar_html(percent_of(record.row.index_percent.value, Decimal(100))) if self.ranking.is_by_index else ""
        return mark_safe(f"{escape(record.index) or HOLE}{bar}")  # noqa: S308 - escaped

    def value_index(self, record: LineView):
        return _value(record.row.index_percent)

    def render_move(self, record: LineView):
        return move_html(record.move)

    def value_move(self, record: LineView):
        return _move_for_file(record.move)

    def render_score_move(self, record: LineView):
        return move_html(record.score_move)

    def value_score_move(self, record: LineView):
        points = record.row.score_move.exact
        return points if points is not None else _move_for_file(record.score_move)

    def render_band(self, record: LineView):
        return escape(record.band) or HOLE

    def value_band(self, record: LineView):
        return record.band or NO_FIGURE


_BY_INDEX = ("rank", "unit", "index", "total", "move", "score_move", "...", "band")


def _lead_with(first: str, second: str, table: tables.Table) -> None:
    """Give the first column the place of the figure that ranks: bold, on screens of every width; the second steps back."""
    main, beside = ({"td": {"class": "num total"}, "th": {}}, {"td": {"class": "num wide"}, "th": {"class": "wide"}})
    for name, attrs in ((first, main), (second, beside)):
        if name in table.columns.names():
            table.columns[name].column.attrs = attrs


def _css(column: tables.columns.BoundColumn, cell: str) -> str:
    """A column's class; the library gives None to columns that name none."""
    return column.attrs[cell].get("class") or ""


def _move_text(move: MoveView) -> str:
    return f"{move.text} ({move.detail})" if move.detail else move.text


def _move_for_file(move: MoveView) -> str:
    """A file has no sentence above its table, so that a recorded reason stands in the cell."""
    return f"{move.text} ({move.why})" if move.why else _move_text(move)


def _labelled(cell: CellView) -> str:
    maximum = f"/{escape(cell.maximum)}" if cell.maximum and cell.text else ""
    note = f" ({escape(cell.note)})" if cell.note else ""
    return f"{escape(cell.text) or HOLE}{maximum}{note}"


def told_html(line: LineView, columns: list[Component], tells_score_move: str) -> str:
    """Figures that have no column of their own, told under the unit's name; folded when there are many.

    `tells_score_move`: what the change of the total is called when it is told here, else "".
    """
    shown = {column.code for column in columns}
    told = [cell for cell in line.cells if (cell.text or cell.note) and cell.code not in shown and not cell.is_idle]
    items = [f"<li>{escape(cell.label)}: <b>{_labelled(cell)}</b></li>" for cell in told]
    if tells_score_move and not line.score_move.is_quiet:
        move = escape(_move_text(line.score_move))
        items.insert(0, f"<li>{escape(tells_score_move)}: <b>{move}</b></li>")
    if not items:
        return ""
    listed = f'<ul class="told">{"".join(items)}</ul>'
    if len(items) <= presenter.COLUMNS_THAT_FIT:
        return listed
    summary = _("Các phần")
    name = escape(line.name)
    return f'<details class="more"><summary>{summary}<span class="vh"> {name}</span></summary>{listed}</details>'


def details_html(line: LineView, columns: list[Component], score_move_label: str, *, second: tuple[str, str]) -> str:
    """What a narrow screen has no columns for, opened in the row itself."""
    shown = {column.code for column in columns}
    pairs: list[tuple[str, str]] = []
    if score_move_label and not line.score_move.is_quiet:
        pairs.append((score_move_label, move_html(line.score_move)))
    pairs += [(cell.label, _labelled(cell)) for cell in line.cells if cell.code in shown and (cell.text or cell.note)]
    if second[1]:
        pairs.insert(0, (second[0], escape(second[1])))
    if line.band:
        pairs.append((_("Xếp loại"), escape(line.band)))
    if not pairs:
        return ""
    items = "".join(f"<div><dt>{escape(label)}</dt><dd>{text}</dd></div>" for label, text in pairs)
    summary = f'{_("Chi tiết")}<span class="vh"> {escape(line.name)}</span>'
    return f'<details class="more narrow"><summary>{summary}</summary><dl>{items}</dl></details>'
