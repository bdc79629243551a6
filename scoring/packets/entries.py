"""What may be typed into a cell of a template: one rule for the template and for the copy of it that comes back with findings."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.appraising import Leaf
from scoring.core.rules import Manual, PerCount
from scoring.exports.layout import Cell, Entry
from scoring.imports.packets import LeafShape
from scoring.models.publications import LARGEST_MEASURE
from scoring.numerals import shown
from scoring.survey_entry import LARGEST_COUNT

YES_NO = ("có", "không")


def self_score_entry(leaf: Leaf, shape: LeafShape, value: Cell = None) -> Entry:
    """The unit's own score: one of the steps, or, where another number stands, any up to the most."""
    steps = tuple(sorted({points for _code, _label, points in shape.choices}, reverse=True))
    refusal = _("Ghi một số từ 0 đến %s.") % shown(leaf.max_score)
    if steps and (not isinstance(value, Decimal) or value in steps):
        return Entry(value, choices=tuple(each.normalize() if each else each for each in steps), refusal=refusal)
    return Entry(value, least=0, most=leaf.max_score.normalize(), refusal=refusal)


def measure_entry(leaf: Leaf, shape: LeafShape, value: Cell = None) -> Entry:
    """What was measured: a level by its words, or a number."""
    if shape.choices:
        return Entry(value, choices=shape.words(), refusal=_("Chọn một mức trong danh sách."))
    if leaf.parts == ("amount",) and not isinstance(leaf.rule, PerCount):
        most = leaf.max_score.normalize() if isinstance(leaf.rule, Manual) else LARGEST_MEASURE
        return Entry(value, least=0, most=most, refusal=_("Ghi một số từ 0 đến %s.") % shown(Decimal(most)))
    return Entry(value, least=0, most=LARGEST_MEASURE, refusal=_("Ghi một số từ 0 trở lên."))


def base_entry(value: Cell = None) -> Entry:
    """What a count is out of."""
    return Entry(value, least=Decimal("0.0001"), most=LARGEST_MEASURE, refusal=_("Ghi một số lớn hơn 0."))


def note_entry(name: str, value: Cell = "") -> Entry:
    """What is said of a leaf in words; `name` is the field."""
    if name == "not_applicable":
        return Entry(value, choices=YES_NO, refusal=_("Chọn có hoặc không."))
    return Entry(value)


def count_entry(value: Cell = None, prompt: str = "") -> Entry:
    """How many answered, or were asked."""
    refusal = _("Ghi số phiếu là số nguyên từ 0 trở lên.")
    return Entry(value, least=0, most=LARGEST_COUNT, is_whole=True, prompt=prompt, refusal=refusal)


def percent_entry(value: Cell = None) -> Entry:
    """A stated percentage."""
    return Entry(value, least=0, most=100, refusal=_("Ghi một số từ 0 đến 100."))
