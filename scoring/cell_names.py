"""What a cell of a publication is called, in words a person finds it by: "Huyện Sông Êm, tiêu chí 2.1.3" · "điểm"."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _

from scoring.content_cells import ORDER, Path, at
from scoring.models import (
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSentence,
    PublishedSurvey,
)

_ROWS: dict[str, type[Model]] = {
    "components": PublishedComponent,
    "results": PublishedResult,
    "scores": PublishedScore,
    "marks": PublishedMark,
    "surveys": PublishedSurvey,
    "facts": PublishedFact,
    "criteria": PublishedCriterion,
    "bands": PublishedBand,
    "sentences": PublishedSentence,
}


def column_name(path: Path) -> str:
    """The column of a cell, as the model calls it."""
    model: type[Model] = Publication
    for step in path:
        model = _ROWS.get(step, model)
    for step in reversed(path):
        if step == ORDER:
            return _("thứ tự trong danh sách")
        try:
            return str(getattr(model._meta.get_field(step), "verbose_name", step))
        except FieldDoesNotExist:
            continue
    return path[-1] if path else ""


def place_name(path: Path, content: Mapping[str, Any]) -> str:
    """Where a cell is: the unit by its printed name, the criterion or component by its code; empty for the whole table."""
    words = []
    for step, name in pairwise(path):
        if step == "results":
            words.append(at(content, ("results", name, "printed_name")) or _("dòng “%s”") % name)
        elif step in ("marks", "criteria"):
            words.append(_("tiêu chí %s") % name)
        elif step in ("scores", "components"):
            words.append(_("thành phần “%s”") % (at(content, ("components", name, "name")) or name))
        elif step == "bands":
            words.append(_("xếp loại “%s”") % (at(content, ("bands", name, "name")) or name))
        elif step == "facts":
            words.append(_("thông tin chung thứ %s") % name)
        elif step == "sentences":
            whose = at(content, ("results", name, "printed_name")) or _("cả khối")
            words.append(_("câu biên tập của %s") % whose)
        elif step == "surveys":
            words.append(_("khảo sát thứ %s") % name)
    return ", ".join(str(word) for word in words)
