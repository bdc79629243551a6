"""What is wrong with a criteria set, in words: faults that no write lets through, and everything that a set still lacks.

`faults_of` judges one node within its tree and asks the database nothing; every way in (form, file, action) uses it.
`check_set` judges the whole set before a round is opened with it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scoring.core.rules import Percentage, Rate, Rule, RuleRefused, Steps, Thresholds, read_rule
from scoring.core.scheme import ASKED
from scoring.criteria_tree import Tree, derived_mapping
from scoring.imports.rule_text import LONGEST_CODE
from scoring.models import Band, BandScale, CriteriaSet, Criterion
from scoring.rule_words import figure, words_of_refusal

_STEP_CODE = re.compile(rf"[0-9A-Za-z_-]{{1,{LONGEST_CODE}}}")
# A survey gives a percentage; only these rules take one.
_TAKES_A_PERCENTAGE = (Percentage, Rate, Thresholds)


@dataclass(frozen=True, slots=True)
class SetFinding:
    """One finding about a set; `code` is the node it is about. A warning stops nothing."""

    message: str
    advice: str = ""
    code: str = ""
    is_warning: bool = False

    @property
    def sentence(self) -> str:
        """The message as a sentence of its own."""
        return f"{self.message[:1].upper()}{self.message[1:].rstrip('.')}."

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.code}:" if self.code else "", self.message, self.advice]))


def accept_rule(data: Any, max_score: Decimal, origin: str) -> Rule:
    """The rule of a leaf, fit for its maximum and its origin; raises `RuleRefused`."""
    if not isinstance(data, Mapping):
        raise RuleRefused("unknown_kind", kind=data)
    rule = read_rule(data, max_score)
    if isinstance(rule, Steps):
        for option in rule.options:
            if not option.label.strip() or ";" in option.label:
                raise RuleRefused("step_without_label")
            if not _STEP_CODE.fullmatch(option.code):
                raise RuleRefused("step_code_unfit", step=option.code)
    if origin in ASKED and not isinstance(rule, _TAKES_A_PERCENTAGE):
        raise RuleRefused("kind_does_not_fit_origin")
    return rule


# --- one node ---


def faults_of(row: Criterion, tree: Tree) -> Iterator[tuple[str, str]]:
    """What must not be stored: (field, sentence). The tree holds the row as it shall be."""
    try:
        row.clean_fields(exclude=["criteria_set", "parent", "appraiser", "previous", "rule"])
    except ValidationError as error:
        yield from ((name, " ".join(messages)) for name, messages in error.message_dict.items())
    yield from _place_faults(row, tree)
    yield from _leaf_faults(row, tree)
    if row.previous is not None and row.previous.criteria_set_id == row.criteria_set_id and row.criteria_set_id:
        yield "previous", _("Tiêu chí tương ứng phải thuộc bộ tiêu chí trước, không phải bộ này.")


def _place_faults(row: Criterion, tree: Tree) -> Iterator[tuple[str, str]]:
    # Headings of workbooks do not tell a capital from a small letter.
    if sum(each.code.casefold() == row.code.casefold() for each in tree.rows) > 1:
        yield "code", _("Bộ tiêu chí đã có mã này (không phân biệt chữ hoa, chữ thường).")
    parent = row.parent
    seen = {row.code}
    while parent is not None:
        if parent.code in seen:
            yield "parent", _("Mục không thể nằm trong chính nó.")
            return
        seen.add(parent.code)
        parent = parent.parent
    if row.parent is not None and tree.by_code.get(row.parent.code) is not row.parent:
        yield "parent", _("Mục cha phải thuộc cùng bộ tiêu chí.")


def _leaf_faults(row: Criterion, tree: Tree) -> Iterator[tuple[str, str]]:
    if row.max_score is None and not row.origin and row.rule is None:
        return
    if tree.children_of(row):
        yield (
            "max_score",
            _("Mục có mục con thì điểm là tổng của các mục con: để trống điểm tối đa, nguồn điểm, cách tính điểm."),
        )
        return
    needed = _("Mục chấm điểm phải có đủ điểm tối đa, nguồn điểm và cách tính điểm.")
    if row.max_score is None:
        yield "max_score", needed
    elif not row.max_score.is_finite() or not 0 < row.max_score <= 1000:
        yield "max_score", _("Điểm tối đa phải lớn hơn 0 và không quá 1000.")
    if not row.origin:
        yield "origin", needed
    if row.rule is None:
        yield "rule", needed
    elif row.max_score is not None and row.max_score.is_finite():
        try:
            accept_rule(row.rule, row.max_score, row.origin)
        except RuleRefused as refused:
            yield "rule", words_of_refusal(refused)


# --- the whole set ---


def check_set(criteria_set: CriteriaSet, tree: Tree | None = None) -> list[SetFinding]:
    """Everything wrong with a set, errors first; empty when a round can be opened with it. A handful of queries."""
    tree = tree or Tree.of(criteria_set)
    scales = list(criteria_set.band_scales.prefetch_related("bands"))
    found = [*_node_findings(tree), *_total_findings(criteria_set, tree), *_continuation_findings(criteria_set, tree)]
    for scale in scales:
        found += _scale_findings(scale, list(scale.bands.all()))
    if not scales:
        found.append(
            SetFinding(
                _("chưa có thang xếp loại"), _("Thêm thang xếp loại nếu kết quả được xếp loại."), is_warning=True
            )
        )
    return sorted(found, key=lambda each: each.is_warning)


def _node_findings(tree: Tree) -> Iterator[SetFinding]:
    for row in tree.lost():
        yield SetFinding(_("mục nằm trong chính nó nên không thuộc lĩnh vực nào"), _("Chọn lại mục cha."), row.code)
    for node in tree.nodes():
        row = node.row
        for _field, message in faults_of(row, tree):
            yield SetFinding(message, "", row.code)
        if not tree.children_of(row) and row.max_score is None:
            if node.depth == 0:
                yield SetFinding(
                    _("lĩnh vực chưa có tiêu chí nào"), _("Thêm tiêu chí, hoặc bỏ lĩnh vực này."), row.code
                )
            else:
                yield SetFinding(
                    _("mục chưa có điểm và không có mục con"), _("Ghi điểm tối đa và cách tính."), row.code
                )
        if row.parent is not None and not row.code.startswith((f"{row.parent.code}.", f"{row.parent.code}-")):
            words = {"parent": row.parent.code}
            advice = _("Nên đặt mã bắt đầu bằng “%(parent)s.”.") % words
            yield SetFinding(
                _("mã không nối tiếp mã của mục cha %(parent)s") % words, advice, row.code, is_warning=True
            )
    yield from _position_findings(tree)


def _position_findings(tree: Tree) -> Iterator[SetFinding]:
    for children in tree.children.values():
        for position, count in Counter(child.position for child in children).items():
            if count > 1:
                codes = ", ".join(child.code for child in children if child.position == position)
                words = {"codes": codes, "position": position}
                yield SetFinding(
                    _("các mục %(codes)s cùng thứ tự %(position)s nên xếp theo mã") % words,
                    _("Ghi thứ tự khác nhau."),
                    is_warning=True,
                )


def _total_findings(criteria_set: CriteriaSet, tree: Tree) -> Iterator[SetFinding]:
    if not tree.leaves():
        yield SetFinding(_("bộ tiêu chí chưa có mục chấm điểm nào"), _("Thêm lĩnh vực và tiêu chí."))
        return
    total, scale = tree.maximum().counted, criteria_set.index.scale_max
    if total == 0:
        yield SetFinding(_("mọi mục đều là điểm thưởng hoặc điểm trừ"), _("Phải có mục tính vào tổng điểm tối đa."))
    elif total != scale:
        words = {"total": figure(total), "scale": figure(scale)}
        yield SetFinding(
            _("tổng điểm tối đa là %(total)s, thang điểm của chỉ số là %(scale)s") % words,
            _("Kiểm tra điểm tối đa của các mục; chỉ số được tính theo phần trăm của tổng này."),
            is_warning=True,
        )


def _continuation_findings(criteria_set: CriteriaSet, tree: Tree) -> Iterator[SetFinding]:
    continued: Counter[int] = Counter()
    for leaf in tree.leaves():
        before = leaf.previous
        if (before is None) != (leaf.mapping == Criterion.Mapping.NEW):
            yield SetFinding(
                _("ghi “%(mapping)s” nhưng tiêu chí tương ứng không khớp") % {"mapping": leaf.get_mapping_display()},
                _("Tiêu chí mới thì để trống tiêu chí tương ứng; tiêu chí nối tiếp thì chọn tiêu chí của bộ trước."),
                leaf.code,
            )
        if before is None:
            continue
        continued[before.pk] += 1
        if criteria_set.copied_from_id and before.criteria_set_id != criteria_set.copied_from_id:
            advice = _("Chọn tiêu chí của bộ được sao chép.")
            yield SetFinding(_("tiêu chí tương ứng không thuộc bộ được sao chép"), advice, leaf.code, is_warning=True)
        if leaf.mapping == Criterion.Mapping.SAME and derived_mapping(leaf) == Criterion.Mapping.MAXIMUM:
            yield SetFinding(
                _("ghi “giữ nguyên” nhưng điểm tối đa khác bộ trước"), _("Chọn “đổi điểm tối đa”."), leaf.code
            )
        elif leaf.mapping == Criterion.Mapping.SAME and leaf.rule != before.rule:
            advice = _("Nếu kết quả hai năm không so sánh được, chọn “đổi nội dung”.")
            yield SetFinding(_("ghi “giữ nguyên” nhưng cách tính khác bộ trước"), advice, leaf.code, is_warning=True)
    for leaf in tree.leaves():
        if leaf.previous is not None and continued[leaf.previous.pk] > 1:
            words = {"code": leaf.previous.code}
            yield SetFinding(
                _("nhiều tiêu chí cùng nối tiếp tiêu chí %(code)s của bộ trước") % words,
                _("Mỗi tiêu chí cũ chỉ có một tiêu chí nối tiếp; tiêu chí tách ra là tiêu chí mới."),
                leaf.code,
                is_warning=True,
            )


def _scale_findings(scale: BandScale, bands: list[Band]) -> Iterator[SetFinding]:
    def warning(message: str, advice: str) -> SetFinding:
        return SetFinding(
            _("thang “%(scale)s”: %(message)s") % {"scale": scale.name, "message": message}, advice, "", True
        )

    if not bands:
        yield SetFinding(_("thang “%(scale)s” chưa có loại nào") % {"scale": scale.name}, _("Thêm các loại."))
        return
    for field_errors in map(band_faults, bands):
        for _field, message in field_errors:
            yield SetFinding(_("thang “%(scale)s”: %(message)s") % {"scale": scale.name, "message": message})
    for name, count in Counter(band.name for band in bands).items():
        if count > 1:
            yield warning(_("hai loại cùng tên “%(name)s”") % {"name": name}, _("Đặt tên khác nhau."))
    from_high = sorted(bands, key=lambda band: band.from_index, reverse=True)
    if from_high[-1].from_index > 0:
        words = {"from": figure(from_high[-1].from_index)}
        yield warning(
            _("dưới %(from)s%% không thuộc loại nào") % words,
            _("Loại thấp nhất thường bắt đầu từ 0; kiểm tra quyết định."),
        )
    for band in bands:
        if band.component_floor is not None and band.component_floor > band.from_index:
            yield warning(
                _("loại “%(name)s” đòi mỗi lĩnh vực cao hơn cả chỉ số chung") % {"name": band.name},
                _("Kiểm tra lại ngưỡng và mức sàn."),
            )
    for higher, lower in pairwise(from_high):
        if (higher.component_floor or 0) < (lower.component_floor or 0):
            yield warning(
                _("loại “%(higher)s” có mức sàn thấp hơn loại “%(lower)s”")
                % {"higher": higher.name, "lower": lower.name},
                _("Kiểm tra lại mức sàn."),
            )


def band_faults(band: Band) -> Iterator[tuple[str, str]]:
    """What a class must not hold: (field, sentence)."""
    for name, value in (("from_index", band.from_index), ("component_floor", band.component_floor)):
        if value is not None and not (value.is_finite() and 0 <= value <= 100):
            yield name, _("phải là phần trăm trong khoảng 0 đến 100")
