"""Rules, their working and their refusals in Vietnamese."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.core.rules import Award, MeasureRefused, Rule, RuleRefused
from scoring.numerals import shown


def words_of_rule(rule: Rule, max_score: Decimal) -> str:
    """How a leaf is scored, in a sentence."""
    return _("Tối đa %(maximum)s điểm.") % {"maximum": shown(max_score)}


def words_of_working(rule: Rule, award: Award) -> str:
    """How the points came about, in a sentence."""
    return _("%(points)s điểm") % {"points": shown(award.points)}


def words_of_refusal(refusal: MeasureRefused | RuleRefused) -> str:
    """Why a measure or a rule cannot stand, and how to mend it."""
    return {
        "no_amount": _("Chưa nhập số đo."),
        "not_a_quantity": _("Số đo phải là số từ 0 trở lên."),
        "not_a_count": _("Số lượng phải là số nguyên."),
        "no_base": _("Tổng số phải lớn hơn 0."),
        "rate_above_100": _("Tỷ lệ lớn hơn 100%: kiểm tra số đạt và tổng số."),
        "above_maximum": _("Điểm lớn hơn điểm tối đa của tiêu chí."),
        "not_yes_or_no": _("Chọn Có hoặc Không."),
        "unknown_step": _("Chọn một trong các mức đã nêu."),
    }.get(refusal.code, _("Số liệu không hợp lệ."))
