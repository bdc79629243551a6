"""The criteria sets of Tỉnh Minh Họa: trees read from their wording, and what changes from one year's set to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from scoring.core.scheme import Origin

from .words_of_criteria import AREAS_1_TO_3, AREAS_4_TO_7

LEVELS = ("so", "huyen", "xa")


@dataclass(frozen=True)
class Node:
    """A node of a tree. `key` names it through the years, `number` is its code in the set at hand."""

    key: str
    title: str
    children: tuple["Node", ...] = ()
    number: str = ""
    max_score: Decimal | None = None
    origin: Origin = Origin.APPRAISAL
    shorthand: str = ""
    evidence: str = ""
    appraiser: str = ""
    explanation_required: bool = False
    is_one_stop: bool = False

    @property
    def is_leaf(self) -> bool:
        return self.max_score is not None

    @property
    def maximum(self) -> Decimal:
        """The maximum of a leaf."""
        if self.max_score is None:
            raise ValueError(f"{self.number} {self.title} is no leaf")
        return self.max_score

    @cached_property
    def rule(self) -> dict[str, Any]:
        """The rule of a leaf, as data."""
        return rule_of(self.shorthand, self.maximum)

    def nodes(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.nodes()


# Steps that many criteria share: code, label, share of the maximum in percent.
_STEPS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "ban-hanh": (
        ("dung-han", "Ban hành đúng thời hạn", 100),
        ("cham", "Ban hành chậm so với thời hạn", 50),
        ("khong", "Không ban hành", 0),
    ),
    "thuc-hien": (
        ("day-du", "Thực hiện đầy đủ, đúng quy định", 100),
        ("chua-day-du", "Thực hiện chưa đầy đủ", 50),
        ("khong", "Không thực hiện hoặc thực hiện không đúng quy định", 0),
    ),
    "xu-ly": (
        ("toan-bo", "Xử lý hoặc kiến nghị xử lý 100% vấn đề phát hiện", 100),
        ("phan-lon", "Xử lý hoặc kiến nghị xử lý từ 70% đến dưới 100%", 50),
        ("duoi-70", "Xử lý hoặc kiến nghị xử lý dưới 70%", 0),
    ),
}


def _text(number: Decimal) -> str:
    return format(number.normalize() if number else Decimal(0), "f")


def rule_of(shorthand: str, max_score: Decimal) -> dict[str, Any]:
    """The rule as data. Shares of the maximum become points, so that a changed maximum changes them too."""
    kind, _space, rest = shorthand.partition(" ")
    words = rest.split()
    if kind in _STEPS:
        options = [
            {"code": code, "label": label, "points": _text(max_score * share / 100)}
            for code, label, share in _STEPS[kind]
        ]
        return {"kind": "steps", "options": options}
    if kind == "nguong":
        pairs = [word.split("=") for word in words]
        steps = [
            {"bound": bound, "points": _text(max_score * Decimal(share)), "inclusive": True} for bound, share in pairs
        ]
        return {"kind": "thresholds", "steps": steps, "below": "0"}
    if kind == "tyle":
        floor, _slash, full = words[0].partition("/")
        return {"kind": "rate", "floor": floor, "full_at": full or "100"}
    if kind == "moi":
        return {"kind": "per_count", "each": _text(Decimal(words[0])), "lowest": "0", "highest": None}
    if kind == "tru":
        return {"kind": "deduction", "each": _text(Decimal(words[0])), "lowest": "0"}
    if kind == "co-khong":
        return {"kind": "yes_no", "yes": None, "no": "0"}
    return {"kind": "manual" if kind == "cham" else "percentage"}


def _variant(text: str, place: int) -> str:
    """The wording for one level: "{a~b~c}" has one for each."""
    while "{" in text:
        head, _brace, tail = text.partition("{")
        inside, _brace, tail = tail.partition("}")
        text = head + inside.split("~")[place] + tail
    return text[:1].upper() + text[1:]


def _leaf(line: str, key: str, place: int) -> Node | None:
    """A leaf from its line; None where the level does not have it."""
    maximum, title, shorthand, evidence, last = (part.strip() for part in line.split("::"))
    appraiser, _space, marks = last.partition(" ")
    figures = maximum.split("/")
    figure = figures[place] if len(figures) > 1 else figures[0]
    if figure == "-":
        return None
    return Node(
        key,
        _variant(title, place),
        max_score=Decimal(figure),
        shorthand=shorthand,
        evidence=_variant(evidence, place),
        appraiser=appraiser,
        explanation_required="!" in marks,
        is_one_stop="*" in marks,
    )


@dataclass
class _Branch:
    key: str
    title: str
    children: list[Any] = field(default_factory=list)

    def frozen(self) -> Node:
        children = (child.frozen() if isinstance(child, _Branch) else child for child in self.children)
        return Node(self.key, self.title, tuple(child for child in children if child.is_leaf or child.children))


def _appraised_areas(level: str) -> list[Node]:
    place = LEVELS.index(level)
    areas: list[_Branch] = []
    for line in filter(None, (AREAS_1_TO_3 + AREAS_4_TO_7).splitlines()):
        sign, words = line[0], line[2:]
        if sign == "#":
            areas.append(_Branch(f"{len(areas) + 1}", _variant(words, place)))
            criteria = 0
        elif sign == "=":
            criteria += 1
            areas[-1].children.append(_Branch(f"{areas[-1].key}.{criteria}", _variant(words, place)))
            components = 0
        elif sign == "+":
            criteria += 1
            if (leaf := _leaf(words, f"{areas[-1].key}.{criteria}", place)) is not None:
                areas[-1].children.append(leaf)
        else:
            components += 1
            branch = areas[-1].children[-1]
            if (leaf := _leaf(words, f"{branch.key}.{components}", place)) is not None:
                branch.children.append(leaf)
    return [area.frozen() for area in areas]


_SURVEYED = (
    ("XHH.1", "Chất lượng tham mưu, chỉ đạo, điều hành cải cách hành chính", "3"),
    ("XHH.2", "Chất lượng phối hợp và thời gian giải quyết công việc", "2.5"),
    ("XHH.3", "Năng lực, trách nhiệm và thái độ của công chức, viên chức", "2.5"),
    ("XHH.4", "Công khai, minh bạch và ứng dụng công nghệ thông tin trong xử lý công việc", "2"),
)
BONUS, PENALTY, SATISFACTION = "DT.1", "DT.2", "HL"


def _other_areas(level: str) -> list[Node]:
    surveyed = Node(
        "XHH",
        "Điều tra xã hội học",
        tuple(
            Node(
                key,
                title,
                max_score=Decimal(maximum),
                origin=Origin.SURVEY,
                shorthand="phan-tram",
                evidence="Kết quả tổng hợp phiếu điều tra xã hội học",
                appraiser="NV",
            )
            for key, title, maximum in _SURVEYED
        ),
    )
    satisfied = Node(
        SATISFACTION,
        "Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ hành chính",
        max_score=Decimal(40 if level == "xa" else 30),
        origin=Origin.SATISFACTION,
        shorthand="phan-tram",
        evidence="Báo cáo kết quả khảo sát mức độ hài lòng",
        appraiser="NV",
    )
    beside = Node(
        "DT",
        "Điểm thưởng, điểm trừ",
        (
            Node(
                BONUS,
                "Thưởng cho mỗi giải pháp cải cách hành chính được tặng giải thưởng hoặc nhân rộng toàn tỉnh",
                max_score=Decimal(1),
                origin=Origin.BONUS,
                shorthand="moi .25",
                evidence="Quyết định tặng giải thưởng, văn bản nhân rộng",
                appraiser="NV",
            ),
            Node(
                PENALTY,
                "Trừ cho mỗi lần bị Chủ tịch Ủy ban nhân dân tỉnh phê bình bằng văn bản về kỷ luật, kỷ cương hành chính",
                max_score=Decimal(2),
                origin=Origin.PENALTY,
                shorthand="moi .5",
                evidence="Văn bản phê bình",
                appraiser="VP",
                explanation_required=True,
            ),
        ),
    )
    return [satisfied, beside] if level == "xa" else [surveyed, satisfied, beside]


def tree(level: str) -> tuple[Node, ...]:
    """The first tree of a level, numbered."""
    return numbered(tuple(_appraised_areas(level) + _other_areas(level)))


def numbered(areas: tuple[Node, ...]) -> tuple[Node, ...]:
    """The same tree with codes by place; areas beside the seven fields keep their letters."""

    def visit(node: Node, number: str) -> Node:
        children = tuple(visit(child, f"{number}.{place}") for place, child in enumerate(node.children, start=1))
        return replace(node, number=number, children=children)

    return tuple(
        visit(area, area.key if area.key.isalpha() else str(place)) for place, area in enumerate(areas, start=1)
    )


@dataclass(frozen=True)
class Edits:
    """What a set changes against the one it is copied from, by key. `added` maps the key it follows to (key, line)."""

    retitled: Mapping[str, str] = field(default_factory=dict)
    remaxed: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    added: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def apply(self, areas: tuple[Node, ...]) -> tuple[Node, ...]:
        return numbered(tuple(node for area in areas for node in self._visit(area)))

    def _visit(self, node: Node) -> Iterator[Node]:
        if node.key not in self.removed:
            children = tuple(new for child in node.children for new in self._visit(child))
            if node.is_leaf or children:
                maximum = Decimal(self.remaxed[node.key]) if node.key in self.remaxed else node.max_score
                title = self.retitled.get(node.key, node.title)
                yield replace(node, title=title, max_score=maximum, children=children)
        if node.key in self.added:
            key, line = self.added[node.key]
            leaf = _leaf(line, key, 0)
            if leaf is not None:
                yield leaf


def mapping_of(node: Node, before: Node | None) -> str:
    """How a node stands against the one it continues: a changed maximum weighs more than a changed wording."""
    if before is None:
        return "new"
    if node.max_score != before.max_score:
        return "maximum"
    return "same" if node.title == before.title else "text"
