"""How a round's surveys are set up, as plain values: scales of answers, questionnaires, questions; and two templates.

Of the national satisfaction surveys the names of the factors are known from public sources: five of Quyết định
2640/QĐ-BNV (2017) and two parts of Quyết định 1001/QĐ-BNV (2023). Their questionnaires and formulas are not; what the
templates set beside the names is the round's own setting, says so, and is to be replaced by what the province uses.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from scoring.core.rounding import decimals_of

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
# An answer's code is the heading of its column in a file, beside these (scoring/imports/tallies.py).
RESERVED_ANSWERS = frozenset({"unit", "unit_name", "question", "question_text"})


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """An answer and its worth in percent."""

    code: str
    label: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """The answers a question may have."""

    code: str
    name: str
    answers: tuple[AnswerPlan, ...]


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """A question; `counts_for` is the code of a leaf (sociological survey) or the name of a factor (satisfaction)."""

    code: str
    text: str
    counts_for: str


@dataclass(frozen=True, slots=True)
class QuestionnairePlan:
    """Who rates: one group of respondents, its weight beside other groups, its questions and their scale."""

    code: str
    name: str
    purpose: str  # "survey" or "satisfaction"
    respondents: str
    weight: Decimal
    scale: str
    questions: tuple[QuestionPlan, ...]


@dataclass(frozen=True, slots=True)
class SurveyTemplate:
    """Scales and questionnaires that a round may begin with. `source`: what of it is known, and what is not."""

    code: str
    name: str
    source: str
    scales: tuple[ScalePlan, ...]
    questionnaires: tuple[QuestionnairePlan, ...]


_SATISFIED = ScalePlan(
    "hai-long",
    "Năm mức hài lòng (trọng số do kỳ đánh giá đặt)",
    (
        AnswerPlan("rhl", "Rất hài lòng", Decimal(100)),
        AnswerPlan("hl", "Hài lòng", Decimal(100)),
        AnswerPlan("bt", "Bình thường", Decimal(0)),
        AnswerPlan("khl", "Không hài lòng", Decimal(0)),
        AnswerPlan("rkhl", "Rất không hài lòng", Decimal(0)),
    ),
)
_OWN_SETTING = (
    "Chỉ tên các {what} là theo quyết định. Câu hỏi, thang trả lời, trọng số và cách tính là thiết lập của kỳ đánh giá"
    " (tỷ lệ chọn “hài lòng” và “rất hài lòng”, trung bình cộng các {what}); thay bằng phiếu và cách tính mà địa phương"
    " sử dụng."
)


def _template(code: str, name: str, what: str, factors: tuple[str, ...]) -> SurveyTemplate:
    questions = tuple(
        QuestionPlan(f"h{number}", f"Mức độ hài lòng về: {factor[0].lower()}{factor[1:]}", factor)
        for number, factor in enumerate(factors, start=1)
    )
    form = QuestionnairePlan(
        "hai-long",
        f"Phiếu khảo sát mức độ hài lòng ({len(factors)} {what}; câu hỏi do kỳ đánh giá đặt)",
        "satisfaction",
        "Người dân, tổ chức đã giao dịch",
        Decimal(1),
        _SATISFIED.code,
        questions,
    )
    return SurveyTemplate(code, name, _OWN_SETTING.format(what=what), (_SATISFIED,), (form,))


TEMPLATES: dict[str, SurveyTemplate] = {
    each.code: each
    for each in (
        _template(
            "2640-2017",
            "5 yếu tố theo Quyết định 2640/QĐ-BNV ngày 10/10/2017",
            "yếu tố",
            (
                "Tiếp cận dịch vụ",
                "Thủ tục hành chính",
                "Công chức",
                "Kết quả",
                "Tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị",
            ),
        ),
        _template(
            "1001-2023",
            "2 phần theo Quyết định 1001/QĐ-BNV ngày 11/12/2023",
            "phần",
            ("Xây dựng, tổ chức thực hiện chính sách công", "Cung ứng dịch vụ hành chính công"),
        ),
    )
}


def scale_faults(plan: ScalePlan) -> list[str]:
    """What is wrong with a scale, in sentences."""
    found = [*_code_faults("Mã thang trả lời", plan.code), *_empty("Tên thang trả lời", plan.name, 160)]
    if len(plan.answers) < 2:
        found.append("Thang cần ít nhất hai câu trả lời.")
    seen: set[str] = set()
    for answer in plan.answers:
        found += _code_faults("Mã câu trả lời", answer.code)
        found += _empty(f"Câu trả lời “{answer.code}”", answer.label, 160)
        if answer.code in RESERVED_ANSWERS:
            found.append(f"Mã câu trả lời “{answer.code}” trùng với tên cột của tệp nhập; chọn mã khác.")
        if answer.code in seen:
            found.append(f"Mã câu trả lời “{answer.code}” có hai lần.")
        seen.add(answer.code)
        weight = answer.weight
        if not weight.is_finite() or not 0 <= weight <= 100 or decimals_of(weight) > 4:
            found.append(f"Trọng số của “{answer.code}” phải từ 0 đến 100%, nhiều nhất 4 chữ số thập phân.")
    return found


def questionnaire_faults(
    plan: QuestionnairePlan, *, scales: frozenset[str], survey_leaves: frozenset[str]
) -> list[str]:
    """What is wrong with a questionnaire, in sentences."""
    found = [
        *_code_faults("Mã phiếu hỏi", plan.code),
        *_empty("Tên phiếu hỏi", plan.name, 200),
        *_empty("Đối tượng trả lời", plan.respondents, 200),
    ]
    if plan.scale not in scales:
        found.append(f"Kỳ đánh giá không có thang trả lời “{plan.scale}”.")
    weight = plan.weight
    if not weight.is_finite() or not 0 < weight <= 1000 or decimals_of(weight) > 4:
        found.append("Trọng số của đối tượng phải lớn hơn 0, không quá 1000, nhiều nhất 4 chữ số thập phân.")
    if not plan.questions:
        found.append("Phiếu cần ít nhất một câu hỏi.")
    seen: set[str] = set()
    for question in plan.questions:
        found += _code_faults("Mã câu hỏi", question.code)
        found += _empty(f"Câu hỏi “{question.code}”", question.text, 2000)
        if question.code in seen:
            found.append(f"Mã câu hỏi “{question.code}” có hai lần trong phiếu.")
        seen.add(question.code)
        if plan.purpose == "survey" and question.counts_for not in survey_leaves:
            leaves = ", ".join(sorted(survey_leaves)) or "chưa có"
            found.append(
                f"Câu hỏi “{question.code}” tính cho “{question.counts_for}”, không phải tiêu chí điều tra xã hội học của"
                f" bộ tiêu chí (các tiêu chí điều tra: {leaves})."
            )
        elif plan.purpose == "satisfaction":
            found += _empty(f"Yếu tố của câu hỏi “{question.code}”", question.counts_for, 160)
    if plan.purpose not in ("survey", "satisfaction"):
        found.append("Chọn mục đích của phiếu hỏi.")
    return found


def _code_faults(what: str, code: str) -> list[str]:
    if _CODE.fullmatch(code):
        return []
    return [f"{what} “{code}” phải gồm chữ thường không dấu, chữ số, gạch nối, nhiều nhất 30 ký tự."]


def _empty(what: str, text: str, longest: int) -> list[str]:
    if not text.strip():
        return [f"{what} không được để trống."]
    return [f"{what} dài quá {longest} ký tự."] if len(text) > longest else []
