"""A round whose units have satisfaction by factor, and corrections of what people answered."""

from scoring.actions import release
from scoring.models import Question, Questionnaire, SatisfactionFigure, Tally
from tests.cast import make_cast
from tests.factories_round import make_round

FACTORS = {"h1": "Tiếp cận dịch vụ", "h2": "Thủ tục", "h3": "Công chức", "h4": "Tiếp nhận góp ý"}


def surveyed(**options):
    """A round whose units have satisfaction by factor, asked of many people."""
    made = make_round(make_cast(), **options)
    SatisfactionFigure.objects.all().delete()
    scale = Questionnaire.objects.get(round=made.round).scale
    form = Questionnaire.objects.create(
        round=made.round, code="nguoi-dan", name="Phiếu người dân", purpose="satisfaction", respondents="Người dân",
        scale=scale, position=2,
    )  # fmt: skip
    options = list(scale.options.order_by("position"))
    for position, (code, factor) in enumerate(FACTORS.items(), start=1):
        asked = Question.objects.create(questionnaire=form, code=code, text=factor, factor=factor, position=position)
        for place, sheet in enumerate(made.sheets.values()):
            for option, count in zip(options, (90 - place, 20 + position, 8, 2 + place), strict=True):
                Tally.objects.create(sheet=sheet, question=asked, option=option, count=count)
    return made


def answered(made, unit: str, question: str, *counts: int) -> None:
    """Working tallies of one question, as if they were entered so."""
    rows = Tally.objects.filter(
        sheet=made.sheets[unit], question__code=question, question__questionnaire__code="nguoi-dan"
    )
    for row, count in zip(rows.order_by("option__position"), counts, strict=True):
        Tally.objects.filter(pk=row.pk).update(count=count)


def begin(made, people) -> None:
    release.begin_correction(round=made.round, reason="Nhập nhầm số phiếu", by=people.submits)
    made.round.refresh_from_db()
