"""Files of the pages about a whole block: a criterion, the analysis of a block. The same rows as on the page."""

from django.utils.translation import gettext as _

from scoring.exports.cells import Cell
from scoring.exports.tables import Table
from scoring.published import NO_FIGURE, CriterionYear, Release

from . import criteria
from . import criterion as presenter
from .page_tables import _plain, _table


def _which(release: Release) -> list[tuple[str, Cell]]:
    """What a file says of the publication that its figures are of."""
    return [(_("Công bố trên cổng số"), release.number), (_("Mã kiểm tra"), release.check_code)]


def criterion(found: CriterionYear, address: str) -> Table:
    """Every unit of the block with its points for a criterion, and those of the year before where they compare."""
    shown = presenter.standing(found)
    steps = {each.unit: level.label for level in (*shown.levels, *shown.absent) for each in level.units}
    rows: list[list[Cell]] = []
    for each in found.results:
        points = presenter.points_of(found.node, each.mark)
        earlier = found.before.marks.get(each.unit) if found.before is not None and presenter.compared(found) else None
        before = presenter.points_of(found.node, earlier)
        rows.append(
            [each.unit, each.name,
             _plain(points) if points is not None else str(criteria.STATES.get(each.mark.state, NO_FIGURE)),
             _plain(each.mark.max_score) if each.mark.max_score is not None else None, steps.get(each.unit, ""),
             _plain(before) if before is not None else None,
             _plain(points - before) if points is not None and before is not None else None, presenter.working_of(found, each.mark) or each.mark.reason]
        )  # fmt: skip
    release = found.release
    headings = [
        _("Mã đơn vị"), _("Đơn vị"), _("Điểm"), _("Điểm tối đa áp dụng"), _("Mức"), _("Điểm năm trước"), _("Thay đổi"),
        _("Cách ra điểm"),
    ]  # fmt: skip
    title = _("Tiêu chí %(code)s %(title)s, năm %(year)s, %(block)s") % {
        "code": found.node.code,
        "title": found.node.title,
        "year": release.year,
        "block": f"{release.group_name}, {release.place}",
    }
    facts: list[tuple[str, Cell]] = (
        [(_("Thuộc"), " › ".join(each.text for each in presenter.path(found)))] if found.path else []
    )
    facts += [(label, text) for label, text, _href in presenter.facts(found)]
    if reason := presenter.not_compared(found):
        facts.append((_("So với năm trước"), reason))
    return _table(
        title, headings, rows, address, invented=[release.illustrative] * len(rows), facts=[*facts, *_which(release)],
        widths={1: 34, 4: 34, 7: 50},
    )  # fmt: skip
