"""Sentences that whoever publishes worded: while a round is worked on, and frozen with a publication.

What is generated is not stored; only what somebody said otherwise is. Which figures an edited sentence states stands beside
it, as they were read (scoring/explaining/edited.py), so that a file alone shows what each number is of.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .publications import Publication
from .rounds import AssessmentRound, Sheet


class EditedSentence(models.Model):
    """One generated sentence of a round in other words; no text says nothing in its place. No sheet: of the whole block."""

    round = models.ForeignKey(
        AssessmentRound, on_delete=models.CASCADE, related_name="sentences", verbose_name=_("kỳ đánh giá")
    )
    sheet = models.ForeignKey(
        Sheet, on_delete=models.CASCADE, null=True, blank=True, related_name="sentences", verbose_name=_("phiếu")
    )
    about = models.CharField(_("câu nói về"), max_length=20)
    text = models.TextField(_("câu đã biên tập"), blank=True)
    figures = models.JSONField(_("số liệu trong câu"), default=list)
    generated = models.TextField(_("câu lập từ số liệu khi biên tập"))

    # The round's revision that the edit made: it never comes again, also not after the row went and came back.
    version = models.PositiveIntegerField(editable=False)
    changed_at = models.DateTimeField(_("sửa lần cuối lúc"), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người sửa lần cuối"),
    )

    class Meta:
        verbose_name = _("câu biên tập")
        verbose_name_plural = _("câu biên tập")
        ordering = ["round", "sheet", "about"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "about"], name="a_sentence_of_a_unit_is_edited_once"),
            models.UniqueConstraint(
                fields=["round", "about"], condition=Q(sheet__isnull=True), name="a_sentence_of_a_block_is_edited_once"
            ),
            models.CheckConstraint(condition=~Q(about=""), name="an_edited_sentence_is_about_something"),
            models.CheckConstraint(
                condition=~Q(about="reason", text=""), name="the_reason_of_a_unit_is_never_left_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet or self.round}: {self.about}"


class PublishedSentence(models.Model):
    """One sentence of a publication in the words of whoever published it. No unit: of the whole block."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="sentences")
    unit_code = models.CharField(_("mã đơn vị"), max_length=60, blank=True)
    about = models.CharField(_("câu nói về"), max_length=20)
    text = models.TextField(_("câu"), blank=True)
    figures = models.JSONField(_("số liệu trong câu"), default=list)

    class Meta:
        verbose_name = _("câu biên tập đã công bố")
        verbose_name_plural = _("câu biên tập đã công bố")
        ordering = ["publication", "unit_code", "about"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit_code", "about"], name="a_publication_words_each_sentence_once"
            ),
            models.CheckConstraint(condition=~Q(about=""), name="a_published_sentence_is_about_something"),
        ]

    def __str__(self) -> str:
        return self.text
