"""What the page shows on which sentences are said in other words: each as generated, as it stands, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.portal.presenters.block_changes import SHOWN
from scoring.actions.sentences import Generated, SentenceConflict, Subject
from scoring.desk.history import name_of
from scoring.explaining.edited import read
from scoring.explaining.facts import Facts, Problem, listed
from scoring.explaining.pieces import Sentence
from scoring.explaining.said import BLOCK, facts_of_block
from scoring.explaining.units import reason
from scoring.models import AssessmentRound, EditedSentence

# What each sentence tells, above it.
ABOUT = {
    "reason": gettext_lazy("Lý do chính"),
    "score": gettext_lazy("Tổng điểm và các thành phần"),
    "areas": gettext_lazy("Theo lĩnh vực"),
    "criteria": gettext_lazy("Thay đổi của bộ tiêu chí"),
    "applies": gettext_lazy("Tiêu chí chỉ áp dụng một năm"),
    "passers": gettext_lazy("Ai vượt ai"),
    "own": gettext_lazy("Do đơn vị và do các đơn vị khác"),
    "component": gettext_lazy("Xét riêng một thành phần"),
    "leaders": gettext_lazy("Dẫn đầu"),
    "ties": gettext_lazy("Đồng hạng"),
    "gap": gettext_lazy("Khoảng cách đầu và cuối bảng"),
    "middle": gettext_lazy("Giữa bảng"),
    "rises": gettext_lazy("Tăng hạng"),
    "falls": gettext_lazy("Giảm hạng"),
    "kept": gettext_lazy("Giữ hạng"),
    "outdone": gettext_lazy("Tăng điểm nhưng giảm hạng"),
    "near": gettext_lazy("Sát nhau nhất"),
}


@dataclass(frozen=True)
class Typed:
    """What was typed and not taken: why, and what a colleague wrote meanwhile."""

    subject: Subject
    text: str
    reason: str = ""
    problems: Sequence[Problem] = ()
    conflict: SentenceConflict | None = None


@dataclass(frozen=True)
class SentenceView:
    """One sentence with its form. `seen`: the version that saving writes over."""

    about: str
    title: str
    generated: str
    text: str
    seen: int
    figures: str
    is_edited: bool = False
    is_left_out: bool = False
    may_be_left_out: bool = True
    by: str = ""
    at: object = None
    problems: Sequence[Problem] = ()
    reason: str = ""
    theirs: str = ""
    is_theirs: bool = False
    is_typed: bool = False  # what stands in the box was typed and is not saved
    was_changed: bool = False
    is_on_paper_only: bool = False  # in the announcement, and on no page

    @property
    def lines(self) -> int:
        """How high the box is that holds what is written, on a wide page."""
        return min(12, max(2, len(self.text) // 70 + 1))


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit in the list: its reason as it would be said."""

    name: str
    reason: str
    href: str
    count: int


def sentences(
    found: Generated, unit: str, edited: Mapping[Subject, EditedSentence], typed: Typed | None
) -> list[SentenceView]:
    """Every sentence of a unit or of the block; also edited ones that nothing is generated for any more."""
    generated, facts = found.of(unit)
    by_about = {each.about: each for each in generated}
    lost = [each.about for each in edited if each.unit == unit and each.about not in by_about]
    if typed is not None and typed.text and typed.subject.about not in {*by_about, *lost}:
        lost.append(typed.subject.about)  # gone while it was written: what was typed is shown all the same
    views = []
    for about in (*by_about, *lost):
        sentence = by_about.get(about)
        own = facts
        if own is None and sentence is not None:
            own = facts_of_block(found.draft.ranking, (sentence,), found.draft.earlier)
        subject = Subject(unit, about)
        mine = typed if typed is not None and typed.subject == subject else None
        views.append(_view(subject, sentence, own, edited.get(subject), mine))
    return views


def _view(
    subject: Subject, sentence: Sentence | None, facts: Facts | None, row: EditedSentence | None, typed: Typed | None
) -> SentenceView:
    generated = sentence.text if sentence is not None else ""
    stands = row.text if row is not None else generated
    problems: Sequence[Problem] = ()
    if typed is not None:
        problems = typed.problems
    elif row is not None and facts is not None:
        problems = read(row.text, facts, subject.about).problems
    return SentenceView(
        subject.about,
        str(ABOUT.get(subject.about, subject.about)),
        generated,
        typed.text if typed is not None else stands,
        row.version if row is not None else 0,
        listed(facts) if facts is not None else "",
        is_edited=row is not None,
        is_left_out=row is not None and not row.text,
        may_be_left_out=subject.about != "reason",
        by=name_of(row.changed_by) if row is not None else "",
        at=row.changed_at if row is not None else None,
        problems=problems,
        reason=typed.reason if typed is not None else "",
        theirs=stands,
        is_typed=typed is not None,
        is_theirs=typed is not None and typed.conflict is not None,
        was_changed=row is not None and bool(generated) and row.generated != generated,
        is_on_paper_only=subject.unit == BLOCK and subject.about not in SHOWN,
    )


def units(round_: AssessmentRound, found: Generated, edited: Mapping[Subject, EditedSentence]) -> list[UnitView]:
    """Every unit in the order of the table."""
    views = []
    for unit, name in found.units.items():
        own = [each for each in edited if each.unit == unit]
        said = edited.get(Subject(unit, "reason"))
        generated = reason(found.draft.why(unit)) if said is None else None
        text = said.text if said is not None else generated.text if generated is not None else _("Không có câu nào.")
        views.append(UnitView(name, text, address(round_.pk, unit), len(own)))
    return views


def address(round_: int, unit: str = BLOCK) -> str:
    """Where the sentences of a unit are worded, or those of the block."""
    if unit == BLOCK:
        return reverse("preview:sentences", args=[round_])
    return reverse("preview:unit-sentences", args=[round_, unit])
