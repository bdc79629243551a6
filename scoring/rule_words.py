"""The wording of scoring rules: a rule, the working of an award, a refusal. One place, so that every page says it alike."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.core.rounding import round_half_up
from scoring.core.rules import (
    POINT_QUANTUM,
    Award,
    Deduction,
    MeasureRefused,
    Percentage,
    PerCount,
    Rate,
    Rule,
    RuleRefused,
    Steps,
    Thresholds,
    YesNo,
)


def figure(value: Decimal) -> str:
    """A number with a decimal comma and no needless zeros: 1.8500 -> "1,85"."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def points(value: Decimal) -> str:
    """ "1,85 điểm" """
    return _("%(points)s điểm") % {"points": figure(value)}


def _percent(value: Decimal) -> str:
    """A rate for people: rounded to four decimals, and said to be, where it has more."""
    rounded = round_half_up(value, POINT_QUANTUM)
    return f"{'' if rounded == value else '≈ '}{figure(rounded)}%"


# --- the rule ---


def words_of_rule(rule: Rule, max_score: Decimal) -> str:
    """How a leaf of this maximum is scored, in one line."""
    match rule:
        case YesNo():
            yes = max_score if rule.yes is None else rule.yes
            return _("Có: %(yes)s; không: %(no)s") % {"yes": points(yes), "no": points(rule.no)}
        case Steps():
            return "; ".join(f"{each.label}: {points(each.points)}" for each in rule.options)
        case Thresholds():
            parts = [
                f"{'≥' if step.inclusive else '>'} {figure(step.bound)}%: {points(step.points)}" for step in rule.steps
            ]
            return "; ".join([*parts, _("còn lại: %(points)s") % {"points": points(rule.below)}])
        case Rate():
            parts = [_("Tỷ lệ × điểm tối đa / 100")]
            if rule.floor:
                parts.append(_("dưới %(floor)s%% thì 0 điểm") % {"floor": figure(rule.floor)})
            if rule.full_at != 100:
                parts.append(_("từ %(full)s%% thì được điểm tối đa") % {"full": figure(rule.full_at)})
            return "; ".join(parts)
        case PerCount():
            highest = max_score if rule.highest is None else rule.highest
            words = {"each": points(rule.each), "lowest": figure(rule.lowest), "highest": points(highest)}
            if rule.lowest:
                return _("%(each)s cho mỗi trường hợp, ít nhất %(lowest)s và nhiều nhất %(highest)s") % words
            return _("%(each)s cho mỗi trường hợp, nhiều nhất %(highest)s") % words
        case Deduction():
            words = {"each": points(rule.each), "lowest": points(rule.lowest)}
            return _("Điểm tối đa trừ %(each)s cho mỗi trường hợp, còn ít nhất %(lowest)s") % words
        case Percentage():
            return _("Phần trăm × điểm tối đa / 100")
        case _:
            return _("Chấm trong khung từ 0 đến %(maximum)s") % {"maximum": points(max_score)}


def words_of_steps(rule: Rule, max_score: Decimal) -> list[tuple[Decimal, str]]:
    """The steps of a rule that has some, each with its points, in the rule's order; empty where it can give any number."""
    match rule:
        case YesNo():
            return [(max_score if rule.yes is None else rule.yes, _("Có")), (rule.no, _("Không"))]
        case Steps():
            return [(each.points, each.label) for each in rule.options]
        case Thresholds():
            reached = [(step.points, f"{'≥' if step.inclusive else '>'} {figure(step.bound)}%") for step in rule.steps]
            return [*reached, (rule.below, _("thấp hơn các ngưỡng"))]
        case _:
            return []


# --- the working ---


def words_of_working(rule: Rule, award: Award) -> str:
    """How the points of an award came about: "92,5% × 2 / 100 = 1,85 điểm"."""
    working = award.working
    given = points(award.points)
    match rule:
        case YesNo():
            answer = _("Có") if working["choice"] == "yes" else _("Không")
            return f"{answer}: {given}"
        case Steps():
            return f"{working['choice']}: {given}"
        case Thresholds():
            rate = _percent(working["rate"])
            if working["bound"] is None:
                return _("%(rate)s không đạt ngưỡng nào: %(points)s") % {"rate": rate, "points": given}
            sign = "≥" if working["inclusive"] else ">"
            return f"{rate} {sign} {figure(working['bound'])}%: {given}"
        case Rate():
            return _working_of_rate(working, given)
        case PerCount():
            return _working_of_count(working, given)
        case Deduction():
            return _working_of_deduction(working, given)
        case Percentage():
            return f"{_percent(working['percent'])} × {figure(working['maximum'])} / 100 = {given}"
        case _:
            return given


def _working_of_rate(working: Any, given: str) -> str:
    words = {"rate": _percent(working["rate"]), "points": given}
    if working["rate"] < working["floor"]:
        return _("%(rate)s thấp hơn ngưỡng %(floor)s%%: %(points)s") % {**words, "floor": figure(working["floor"])}
    if working["rate"] >= working["full_at"] and working["full_at"] != 100:
        full = figure(working["full_at"])
        return _("%(rate)s đạt từ %(full)s%% trở lên: %(points)s") % {**words, "full": full}
    return f"{words['rate']} × {figure(working['maximum'])} / 100 = {given}"


def _working_of_count(working: Any, given: str) -> str:
    product = working["count"] * working["each"]
    sum_of = f"{figure(working['count'])} × {figure(working['each'])} = {figure(product)}"
    if product > working["highest"]:
        return _("%(sum)s, nhiều nhất %(points)s") % {"sum": sum_of, "points": given}
    if product < working["lowest"]:
        return _("%(sum)s, ít nhất %(points)s") % {"sum": sum_of, "points": given}
    return f"{figure(working['count'])} × {figure(working['each'])} = {given}"


def _working_of_deduction(working: Any, given: str) -> str:
    left = working["maximum"] - working["count"] * working["each"]
    sum_of = f"{figure(working['maximum'])} − {figure(working['count'])} × {figure(working['each'])}"
    if left < working["lowest"]:
        return _("%(sum)s, còn ít nhất %(points)s") % {"sum": sum_of, "points": given}
    return f"{sum_of} = {given}"


# --- refusals ---

_REFUSALS: dict[str, Any] = {
    # a measure
    "no_amount": gettext_lazy("Chưa nhập số liệu."),
    "not_a_quantity": gettext_lazy("Số đo phải là một số từ 0 trở lên."),
    "not_a_count": gettext_lazy("Số lượng phải là số nguyên, không phải %(amount)s."),
    "no_base": gettext_lazy("Tổng số để tính tỷ lệ phải lớn hơn 0."),
    "rate_above_100": gettext_lazy("Tỷ lệ %(rate)s%% lớn hơn 100%%; kiểm tra lại số đo và tổng số."),
    "above_maximum": gettext_lazy("%(amount)s điểm lớn hơn điểm tối đa là %(maximum)s."),
    "not_yes_or_no": gettext_lazy("Chọn “có” hoặc “không”."),
    "unknown_step": gettext_lazy("Chọn một trong các mức của tiêu chí này."),
    # a rule
    "steps_not_distinct": gettext_lazy("Phải có ít nhất hai mức và mỗi mức một mã riêng."),
    "step_without_label": gettext_lazy("Có mức chưa ghi nội dung, hoặc nội dung có dấu chấm phẩy."),
    "step_code_unfit": gettext_lazy(
        "Mã mức “%(step)s” không dùng được: chỉ gồm chữ cái không dấu, chữ số, gạch nối, nhiều nhất 40 ký tự."
    ),
    "thresholds_not_descending": gettext_lazy(
        "Các ngưỡng phải khác nhau, xếp từ cao xuống thấp, trong khoảng 0 đến 100."
    ),
    "floor_above_full": gettext_lazy(
        "Ngưỡng 0 điểm phải thấp hơn hoặc bằng mức được điểm tối đa, cả hai trong khoảng 0 đến 100."
    ),
    "no_points_each": gettext_lazy("Số điểm cho mỗi trường hợp phải lớn hơn 0."),
    "points_outside_maximum": gettext_lazy("%(points)s điểm nằm ngoài khoảng từ 0 đến điểm tối đa là %(maximum)s."),
    "lowest_above_highest": gettext_lazy("“Ít nhất” lớn hơn “nhiều nhất”."),
    "not_a_number": gettext_lazy("“%(value)s” không phải là số."),
    "number_missing": gettext_lazy("Cách tính điểm còn thiếu một số (%(key)s)."),
    "list_missing": gettext_lazy("Cách tính điểm chưa có các mức hoặc ngưỡng."),
    "unknown_kind": gettext_lazy("Không có cách tính điểm nào tên là “%(kind)s”."),
    "kind_does_not_fit_origin": gettext_lazy(
        "Điểm lấy từ khảo sát là một tỷ lệ phần trăm, nên cách tính phải là theo phần trăm, theo tỷ lệ hoặc theo ngưỡng tỷ lệ."
    ),
}


def _shown(value: Any) -> Any:
    return figure(value) if isinstance(value, Decimal) and value.is_finite() else value


def words_of_refusal(exception: MeasureRefused | RuleRefused) -> str:
    """Why a measure or a rule was refused, as a sentence for the person who entered it."""
    values = {name: _shown(value) for name, value in exception.values.items()}
    if "rate" in values:
        values["rate"] = _percent(exception.values["rate"]).removesuffix("%")
    return str(_REFUSALS[exception.code]) % values
