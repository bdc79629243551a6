"""Who was asked about whom, and how many gave which answer. Only counts: nobody is behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .choices import around, between, clamp, split
from .quality import of_area
from .rounds import FEW_CLIENTS, SURVEY_LOST, RoundData

# code, name, answers as (code, label, weight in percent)
Answers = tuple[tuple[str, str, int], ...]
FOUR_ANSWERS: Answers = (("a", "Tốt", 100), ("b", "Khá", 60), ("c", "Trung bình", 20), ("d", "Chưa tốt", 0))
FIVE_ANSWERS: Answers = (
    ("rat-hai-long", "Rất hài lòng", 100),
    ("hai-long", "Hài lòng", 100),
    ("binh-thuong", "Bình thường", 0),
    ("khong-hai-long", "Không hài lòng", 0),
    ("rat-khong-hai-long", "Rất không hài lòng", 0),
)


@dataclass(frozen=True)
class QuestionData:
    """A question, for a leaf of the survey (`leaf`) or a factor of satisfaction."""

    code: str
    text: str
    leaf: str = ""
    factor: str = ""


@dataclass(frozen=True)
class FormData:
    """A questionnaire and those who answered it."""

    code: str
    name: str
    respondents: str
    weight: int
    is_satisfaction: bool
    issued: tuple[int, int]
    questions: tuple[QuestionData, ...]


_ON_LEAVES = (
    QuestionData("c1", "Chất lượng tham mưu, chỉ đạo, điều hành của cơ quan, địa phương", leaf="XHH.1"),
    QuestionData("c2", "Việc phối hợp và thời gian giải quyết công việc", leaf="XHH.2"),
    QuestionData("c3", "Năng lực, trách nhiệm và thái độ của công chức, viên chức", leaf="XHH.3"),
    QuestionData("c4", "Công khai, minh bạch và ứng dụng công nghệ thông tin", leaf="XHH.4"),
)
_ACCESS, _PROCEDURE, _STAFF, _RESULT, _FEEDBACK = (
    "Tiếp cận dịch vụ",
    "Thủ tục hành chính",
    "Công chức trực tiếp giải quyết công việc",
    "Kết quả cung ứng dịch vụ",
    "Tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị",
)
_ON_FACTORS = tuple(
    QuestionData(f"h{number}", text, factor=factor)
    for number, (factor, text) in enumerate(
        (
            (_ACCESS, "Nơi tiếp nhận hồ sơ có biển chỉ dẫn rõ ràng, đủ chỗ ngồi"),
            (_ACCESS, "Thông tin về thủ tục dễ tìm, dễ hiểu"),
            (_PROCEDURE, "Thành phần hồ sơ phải nộp đúng quy định"),
            (_PROCEDURE, "Thời hạn giải quyết đúng với giấy hẹn"),
            (_STAFF, "Công chức lịch sự, lắng nghe"),
            (_STAFF, "Công chức hướng dẫn đầy đủ, dễ hiểu"),
            (_RESULT, "Kết quả nhận được đúng, đủ thông tin"),
            (_RESULT, "Chi phí đúng mức công khai"),
            (_FEEDBACK, "Có nhiều hình thức tiếp nhận góp ý, phản ánh"),
            (_FEEDBACK, "Góp ý, phản ánh được trả lời đúng hạn"),
        ),
        start=1,
    )
)
_CLIENTS = FormData(
    "nguoi-dan",
    "Phiếu khảo sát mức độ hài lòng",
    "Người dân, tổ chức đã nhận kết quả giải quyết thủ tục hành chính trong năm",
    1,
    True,
    (160, 420),
    _ON_FACTORS,
)


def _form(code: str, respondents: str, weight: int, issued: tuple[int, int]) -> FormData:
    return FormData(
        code, f"Phiếu hỏi {respondents[0].lower()}{respondents[1:]}", respondents, weight, False, issued, _ON_LEAVES
    )


def forms(data: RoundData) -> tuple[FormData, ...]:
    """The questionnaires of a round."""
    if not data.survey_made:
        return (_CLIENTS,)
    below = (
        "Lãnh đạo Ủy ban nhân dân cấp xã"
        if data.level == "huyen" or data.year >= 2025
        else "Lãnh đạo Ủy ban nhân dân cấp huyện"
    )
    return (
        _form("dai-bieu", "Đại biểu Hội đồng nhân dân tỉnh", 2, (40, 55)),
        _form("lanh-dao-so", "Lãnh đạo các sở, ban, ngành", 1, (30, 45)),
        _form("cap-duoi", below, 1, (24, 60)),
        _CLIENTS,
    )


def answered(data: RoundData, form: FormData, unit: str) -> tuple[int, int, int]:
    """Answered, issued, and how many people were served (0: not a question of clients)."""
    about = ("asked", form.code, unit, data.year)
    if form.is_satisfaction and unit in FEW_CLIENTS:
        few = FEW_CLIENTS[unit] + data.year % 2
        return few, few + 2, few + 3
    issued = between(*form.issued, *about)
    count = issued * between(78, 97, *about, "back") // 100
    return count, issued, issued * between(6, 40, *about, "served") if form.is_satisfaction else 0


def _is_lost(data: RoundData, form: FormData, unit: str) -> bool:
    return not form.is_satisfaction and (unit, data.year) in SURVEY_LOST


def tallies(data: RoundData, form: FormData, unit: str) -> Iterator[tuple[QuestionData, Mapping[str, int]]]:
    """The counts of every question about a unit; nothing where its questionnaires were lost."""
    if _is_lost(data, form, unit):
        return
    total, _issued, _served = answered(data, form, unit)
    quality = of_area(unit, data.level, "HL" if form.is_satisfaction else "XHH", data.year)
    for question in form.questions:
        about = ("answers", form.code, question.code, unit, data.year)
        own = quality + around(90, "question", form.code, question.code, unit) + around(40, *about)
        answers, shares = (FIVE_ANSWERS, _five(own)) if form.is_satisfaction else (FOUR_ANSWERS, _four(own))
        # A few leave a question open.
        open_ones = between(0, total // 40, *about, "open")
        counts = split(total - open_ones, shares)
        yield question, {code: count for (code, _label, _weight), count in zip(answers, counts, strict=True)}


def _five(quality: int) -> list[int]:
    """Shares of the five answers: about 88 in a hundred satisfied at a usual quality."""
    satisfied = clamp(880 + (quality - 830) * 45 // 100, 640, 990)
    rest = 1000 - satisfied
    return [
        satisfied * 38 // 100,
        satisfied - satisfied * 38 // 100,
        rest * 70 // 100,
        rest * 22 // 100,
        rest * 8 // 100,
    ]


def _four(quality: int) -> list[int]:
    best = clamp(620 + (quality - 830) * 9 // 10, 250, 930)
    rest = 1000 - best
    return [best, rest * 74 // 100, rest * 20 // 100, rest * 6 // 100]
