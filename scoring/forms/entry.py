"""What was typed for the leaves of a sheet: texts as typed, the entry they mean, and what is wrong with them.

A leaf's fields share a key (its code, or sheet and code where several sheets stand on one page). Two hidden values go
with it: the version that was on the screen, and a digest of what was shown, so that a leaf nobody touched is no entry.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from scoring.actions.appraisals import TEXTS, TYPED, Entry
from scoring.appraising import Leaf, rate_fault
from scoring.imports.marks import LONGEST_TEXT
from scoring.imports.values import is_fraction, paragraphs
from scoring.models import Appraisal
from scoring.numerals import NotANumber, plain, read_number, read_rate, shown

NUMBERS = ("self_score", "amount", "base")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """Typed text as a file brings it back: tidied line by line, without characters that cannot be seen.

    What is longer than any explanation that a file may bring would be a mistake of pasting; the rest of it is cut off.
    """
    return paragraphs(_UNSEEN.sub("", text))[:LONGEST_TEXT]


def texts_of(row: Appraisal | None, leaf: Leaf) -> dict[str, str]:
    """A row as the texts that its fields show; a rate that is refused without its sign is shown with it."""
    if row is None:
        return dict.fromkeys(TYPED, "")
    texts = {}
    for name in TYPED:
        value = getattr(row, name)
        texts[name] = shown(value) if name in NUMBERS else "1" if value is True else value or ""
    if leaf.is_rate and row.base is None and row.amount is not None and is_fraction(row.amount):
        texts["amount"] += "%"
    return texts


def _number_or_text(text: str) -> str:
    try:
        value = read_number(text)
    except NotANumber:
        return f"? {text}"
    return plain(value)


def digest_of(texts: Mapping[str, str]) -> str:
    """A digest of what fields hold: the same for 8,5 and 8.50, another for every other value."""
    values = [_number_or_text(texts[name]) if name in NUMBERS else clean_text(texts[name]) for name in TYPED]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class TypedLeaf:
    """The fields of one leaf as they were sent."""

    criterion: str
    version: int
    seen: str
    texts: Mapping[str, str]
    pick: str = ""  # on the conflict page: "mine", "theirs"
    is_rate: bool = False  # the amount may be a percentage
    _read: dict[str, Decimal | None] = field(default_factory=dict, repr=False)

    @property
    def is_touched(self) -> bool:
        return self.pick != "theirs" and digest_of(self.texts) != self.seen

    @cached_property
    def faults(self) -> dict[str, str]:
        """What is no number, or no way to write it, by field."""
        faults, is_signed = {}, False
        for name in NUMBERS:
            try:
                if name == "amount" and self.is_rate:
                    self._read[name], is_signed = read_rate(self.texts[name])
                else:
                    self._read[name] = read_number(self.texts[name])
            except NotANumber as problem:
                self._read[name] = None
                faults[name] = str(problem)
        if self.is_rate and "base" not in faults and not self.texts["not_applicable"]:
            amount, base = self._read["amount"], self._read["base"]
            if wrong := rate_fault(amount, base, is_signed=is_signed):
                faults["amount"] = ". ".join(wrong)
        return faults

    @cached_property
    def entry(self) -> Entry:
        """What the texts mean; a number that is none is left out and told in `faults`."""
        _ = self.faults
        texts = {name: clean_text(self.texts[name]) for name in TEXTS}
        return Entry(
            criterion=self.criterion,
            version=self.version,
            amount=self._read["amount"],
            base=self._read["base"],
            choice=clean_text(self.texts["choice"])[:40],
            not_applicable=bool(self.texts["not_applicable"]),
            not_applicable_reason=texts["not_applicable_reason"],
            self_score=self._read["self_score"],
            explanation=texts["explanation"],
            evidence=texts["evidence"],
            reason=texts["reason"],
        )


def read_leaf(post: Mapping[str, str], leaf: Leaf, key: str) -> TypedLeaf | None:
    """A leaf's fields from a sent form; None where the form did not hold the leaf."""
    version = post.get(f"{key}-version", "")
    if not re.fullmatch(r"[0-9]{1,9}", version):
        return None
    return TypedLeaf(
        leaf.code,
        int(version),
        post.get(f"{key}-seen", "")[:16],
        {name: post.get(f"{key}-{name}", "") for name in TYPED},
        post.get(f"{key}-pick", "")[:6],
        leaf.is_rate,
    )
