"""The sociological survey and the satisfaction survey of a round. Only aggregates are kept: no row is about a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .criteria import Criterion
from .rounds import AssessmentRound, Sheet


class AnswerScale(models.Model):
    """The answers that may be given, each worth a percentage (A–E as 100/60/20/0, or satisfied = 100)."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.CASCADE, related_name="answer_scales")
    code = models.SlugField(_("mã"), max_length=30)
    name = models.CharField(_("tên thang trả lời"), max_length=160)

    class Meta:
        verbose_name = _("thang trả lời")
        verbose_name_plural = _("thang trả lời")
        ordering = ["round", "code"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="a_round_has_each_answer_scale_once")]

    def __str__(self) -> str:
        return self.name


class AnswerOption(models.Model):
    """One answer of a scale."""

    scale = models.ForeignKey(AnswerScale, on_delete=models.CASCADE, related_name="options")
    code = models.SlugField(_("mã"), max_length=30)
    label = models.CharField(_("câu trả lời"), max_length=160)
    weight = models.DecimalField(_("trọng số (%)"), max_digits=7, decimal_places=4)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("câu trả lời")
        verbose_name_plural = _("câu trả lời")
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="an_answer_scale_has_each_answer_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="an_answer_weight_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Questionnaire(models.Model):
    """Who rates whom: one respondent group's questions, or the satisfaction questions put to citizens."""

    class Purpose(models.TextChoices):
        SURVEY = "survey", _("điều tra xã hội học")
        SATISFACTION = "satisfaction", _("khảo sát mức độ hài lòng")

    round = models.ForeignKey(AssessmentRound, on_delete=models.CASCADE, related_name="questionnaires")
    code = models.SlugField(_("mã"), max_length=30)
    name = models.CharField(_("tên phiếu hỏi"), max_length=200)
    purpose = models.CharField(_("mục đích"), max_length=12, choices=Purpose.choices)
    respondents = models.CharField(_("đối tượng trả lời"), max_length=200)
    weight = models.DecimalField(_("trọng số của đối tượng"), max_digits=7, decimal_places=4, default=1)
    scale = models.ForeignKey(AnswerScale, on_delete=models.PROTECT, related_name="questionnaires")
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("phiếu hỏi")
        verbose_name_plural = _("phiếu hỏi")
        ordering = ["round", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="a_round_has_each_questionnaire_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1000), name="a_respondent_group_has_a_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question. A survey question counts for a leaf; a satisfaction question belongs to a factor."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(_("mã"), max_length=30)
    text = models.TextField(_("câu hỏi"))
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("tính cho tiêu chí"),
    )
    factor = models.CharField(_("yếu tố"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("câu hỏi")
        verbose_name_plural = _("câu hỏi")
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="a_questionnaire_has_each_question_once")
        ]

    def __str__(self) -> str:
        return self.text


class Tally(models.Model):
    """How many people gave this answer to this question about this unit."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="tallies")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="tallies")
    option = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("số phiếu"))

    class Meta:
        verbose_name = _("số phiếu theo câu trả lời")
        verbose_name_plural = _("số phiếu theo câu trả lời")
        ordering = ["sheet", "question", "option"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question", "option"], name="an_answer_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.count}"


class QuestionnaireReturn(models.Model):
    """How many questionnaires about a unit went out, and to how large a population."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="returns")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="returns")
    issued = models.PositiveIntegerField(_("số phiếu phát ra"), null=True, blank=True)
    population = models.PositiveIntegerField(_("tổng số người được phục vụ"), null=True, blank=True)

    class Meta:
        verbose_name = _("số phiếu phát ra")
        verbose_name_plural = _("số phiếu phát ra")
        constraints = [models.UniqueConstraint(fields=["sheet", "questionnaire"], name="returns_are_recorded_once")]

    def __str__(self) -> str:
        return f"{self.issued}"


class SatisfactionFigure(models.Model):
    """A unit's satisfaction index entered as a percentage, with the base it rests on, where no tallies are kept."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="satisfaction")
    percent = models.DecimalField(_("chỉ số hài lòng (%)"), max_digits=7, decimal_places=4)
    base = models.PositiveIntegerField(_("số phiếu trả lời"))
    issued = models.PositiveIntegerField(_("số phiếu phát ra"), null=True, blank=True)
    population = models.PositiveIntegerField(_("tổng số người được phục vụ"), null=True, blank=True)
    source = models.TextField(_("nguồn"), blank=True)

    class Meta:
        verbose_name = _("chỉ số hài lòng nhập sẵn")
        verbose_name_plural = _("chỉ số hài lòng nhập sẵn")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="a_satisfaction_figure_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(issued__isnull=True) | Q(issued__gte=F("base")),
                name="no_more_answers_than_questionnaires",
                violation_error_message=_("Số phiếu trả lời không thể lớn hơn số phiếu phát ra."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
