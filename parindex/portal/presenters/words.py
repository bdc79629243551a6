"""The portal's wording of figures, moves, bases and dates, in one place so that every page says it alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.explaining.said import BLOCK, is_edited, leaves_out
from scoring.published import (
    NO_FIGURE,
    Figure,
    NoComparison,
    Ranking,
    RankMove,
    Release,
    Row,
    Score,
    ScoreMove,
    fraction_half_up,
)

INDEX_LABEL = gettext_lazy("Chỉ số (%)")
MINUS = "\u2212"
# Computed figures show at least so many decimals, as published tables do; a figure with more keeps them all.
PLACES = 2
_TENTH = Decimal("0.1")
_MOST = Decimal("99.9")

REASONS = {
    NoComparison.NO_PREVIOUS: gettext_lazy("chưa có kết quả năm trước trên cổng"),
    NoComparison.GROUP_CHANGED: gettext_lazy("khối xếp hạng thay đổi"),
    NoComparison.UNIT_CHANGED: gettext_lazy("đơn vị mới hình thành"),
    NoComparison.METHOD_BREAK: gettext_lazy("cách tính thay đổi giữa hai năm"),
    NoComparison.MAXIMUM_CHANGED: gettext_lazy("điểm tối đa áp dụng khác năm trước"),
    NoComparison.NOT_PUBLISHED: gettext_lazy("không công bố"),
}
# Nothing to say about these beyond a quiet dash; the others are worth a word on the page.
QUIET = {NoComparison.NO_PREVIOUS, NoComparison.NOT_PUBLISHED}

# What is read aloud where a dash stands, and what the note under a table says such a dash means.
DASHES = (
    (NO_FIGURE, gettext_lazy("nguồn không công bố")),
    (REASONS[NoComparison.NO_PREVIOUS], gettext_lazy("cổng chưa có số năm trước để so sánh")),
)

BASIS_MARKS = {
    "order": gettext_lazy("theo thứ tự nêu"),
    "derived": gettext_lazy("tính ra"),
    "inferred": gettext_lazy("suy ra"),
}
BASIS_NOTES = {
    "printed": gettext_lazy("nguồn in"),
    "order": gettext_lazy("theo thứ tự liệt kê của nguồn, nguồn không in số hạng"),
    "derived": gettext_lazy("tính từ các số nguồn in"),
    "inferred": gettext_lazy("suy ra, nguồn không in"),
}


def dash_note(spoken: Iterable[str]) -> str:
    """What the dashes of a page mean, of those that stand on it; "" where there is none."""
    there = set(spoken)
    meanings = [str(meaning) for words, meaning in DASHES if str(words) in there]
    if not meanings:
        return ""
    return _("Dấu – : %(meanings)s. Đó không phải là số 0.") % {"meanings": _(", hoặc ").join(meanings)}


def dashes(figures: Iterable[str], moves: Iterable["MoveView"]) -> list[str]:
    """What is read aloud for the dashes that stand for absent figures and quiet moves."""
    missing = [NO_FIGURE for text in figures if not text]
    return missing + [move.text for move in moves if move.is_quiet]


def number(value: Decimal | int, places: int | None = None) -> str:
    """A figure with a decimal comma. `places` pads with zeros; it never rounds (only scoring.core rounds)."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    whole, _dot, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(places, "0") if places is not None else fraction.rstrip("0")
    return f"{whole},{fraction}".rstrip(",").replace("-", MINUS)


def share(value: Fraction) -> str:
    """A share in percent to one place: 87,3%; what was not wholly reached never reads as if it were."""
    rounded = fraction_half_up(value, _TENTH)
    return f"{number(_MOST if rounded == 100 != value else rounded, 1)}%"


def signed(value: Decimal, places: int | None = None) -> str:
    """A change with its sign in front: +3,16 or −2,00; no change is 0."""
    text = number(value, places)
    return f"+{text}" if value > 0 else text


def basis_mark(basis: str) -> str:
    """A word to stand beside a figure that its source does not print; empty for printed figures."""
    return str(BASIS_MARKS.get(basis, ""))


def when(text: str) -> str:
    """ "2021-03-30" -> "30/3/2021", "2021-06" -> "tháng 6/2021", "2021" -> "năm 2021"."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        year, month, day = match.groups()
        return f"{int(day)}/{int(month)}/{year}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return _("tháng %(month)s/%(year)s") % {"month": int(match[2]), "year": match[1]}
    if re.fullmatch(r"\d{4}", text):
        return _("năm %(year)s") % {"year": text}
    return text


def day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def compared_with_corrected(release: Release) -> str:
    """That the table it was compared with was corrected since, so its changes are against other figures; else ""."""
    at = release.previous_corrected_at
    if release.previous_corrected_by is None or at is None:
        return ""
    told = {
        "previous": release.previous_number,
        "n": release.previous_corrected_by,
        "day": day(timezone.localtime(at).date()),
    }
    return (
        _(
            "Thay đổi so với năm trước trong bảng này là so với công bố số %(previous)s, đã được đính chính bằng công bố số"
            " %(n)s ngày %(day)s; chưa tính theo số liệu đính chính"
        )
        % told
    )


@dataclass(frozen=True, slots=True)
class MoveView:
    """A change in words and figures. `tone`: up, down, same, none (nothing published) or incomparable."""

    tone: str
    text: str
    detail: str = ""
    spoken: str = ""
    places: int | None = None
    why: str = ""  # the reason recorded for a break of method; told once where a table stands, else beside the move

    @property
    def symbol(self) -> str:
        return {"up": "▲", "down": "▼"}.get(self.tone, "")

    @property
    def is_quiet(self) -> bool:
        return self.tone == "none"


def rank_move(move: RankMove) -> MoveView:
    """ "tăng 4 bậc (13→9)", "giữ hạng", "không so sánh được: khối xếp hạng thay đổi", or nothing published."""
    if move.places is None:
        return _no_move(move)
    detail = f"{move.before}→{move.after}" if move.before and move.after and move.places else ""
    if move.places == 0:
        return MoveView("same", _("giữ hạng"), "" if move.after.isdigit() else move.after, places=0)
    count = abs(move.places)
    if move.places > 0:
        text, spoken = _("tăng %(n)s bậc"), _("từ hạng %(before)s lên hạng %(after)s")
    else:
        text, spoken = _("giảm %(n)s bậc"), _("từ hạng %(before)s xuống hạng %(after)s")
    return MoveView(
        "up" if move.places > 0 else "down",
        text % {"n": count},
        detail,
        spoken % {"before": move.before, "after": move.after} if detail else "",
        move.places,
    )


def _no_move(move: RankMove | ScoreMove) -> MoveView:
    reason = move.reason or NoComparison.NOT_PUBLISHED
    if reason in QUIET:
        return MoveView("none", str(REASONS[reason]))
    return MoveView("incomparable", _("không so sánh được"), "" if move.why else str(REASONS[reason]), why=move.why)


def incomparable(what: str, year: int, before: int, reason: str) -> str:
    """ "Tổng điểm năm 2014 không so sánh được với năm 2013: …"; `what` as `what_breaks` says it."""
    return _("%(what)s năm %(year)s không so sánh được với năm %(before)s: %(reason)s.") % {
        "what": what,
        "year": year,
        "before": before,
        "reason": reason.rstrip("."),
    }


def what_breaks(release: Release, *, of_score: bool, of_rank: bool) -> str:
    """Which of the two figures does not compare, as a sentence begins."""
    if of_score and of_rank:
        return _("%(score)s và thứ hạng") % {"score": score_label(release)}
    return score_label(release) if of_score else _("Thứ hạng")


def score_move(move: ScoreMove, places: int) -> MoveView:
    """ "+3,48", "tăng" when only the direction is known, or the reason why there is none."""
    if move.points is not None:
        tone = "up" if move.points > 0 else "down" if move.points < 0 else "same"
        text = signed(move.points, places) if move.points else _("không đổi")
        return MoveView(tone, text)
    if move.direction:
        words = {"up": _("tăng"), "down": _("giảm"), "same": _("không đổi")}[move.direction]
        return MoveView(move.direction, words, _("nguồn không nêu số điểm"))
    return _no_move(move)


def against_the_score(row: Row, release: Release) -> str:
    """ "dù tổng điểm tăng 1,43" of a unit that fell; "tổng điểm tăng 4,30" where both went one way; "" where either is unknown."""
    places, points = row.rank_move.places, row.score_move.points
    direction = row.score_move.direction
    if points is not None:
        direction = "up" if points > 0 else "down" if points < 0 else "same"
    if places is None or not direction:
        return ""
    said = {"up": _("tăng"), "down": _("giảm"), "same": _("không đổi")}[direction]
    if points:
        said = f"{said} {number(abs(points), PLACES)}"
    text = f"{score_label(release).lower()} {said}"
    is_contrary = (places < 0 and direction == "up") or (places > 0 and direction == "down")
    return _("dù %(change)s") % {"change": text} if is_contrary else text


def figure_text(figure: Figure, suffix: str = "") -> str:
    """The figure as printed with its unit, or "" when the source prints none."""
    return f"{figure.printed}{suffix}" if figure.is_known else ""


def rank_text(row: Row) -> str:
    """ "4", "cuối bảng", or "" when the source gives no place."""
    return str(row.rank) if row.rank is not None else row.rank_printed


def rank_marks(row: Row) -> list[str]:
    """Small words under a rank: shared, or not printed by the source."""
    marks = [_("đồng hạng")] if row.is_tied else []
    if mark := basis_mark(row.rank_basis):
        marks.append(mark)
    return marks


TIE_RULES = {
    "competition": gettext_lazy("Đơn vị bằng điểm xếp đồng hạng, hạng kế tiếp bị bỏ qua (1, 2, 2, 4)."),
    "dense": gettext_lazy("Đơn vị bằng điểm xếp đồng hạng, hạng kế tiếp không bị bỏ qua (1, 2, 2, 3)."),
}


def group_phrase(release: Release) -> str:
    """The block in a sentence: "15 quận, huyện thuộc thành phố Hải Phòng"."""
    count = f"{release.unit_count} " if release.unit_count else _("các ")
    if release.is_national:
        return f"{count}{release.unit_noun}"
    place = release.place[:1].lower() + release.place[1:]
    return _("%(count)s%(noun)s thuộc %(place)s") % {"count": count, "noun": release.unit_noun, "place": place}


def score_label(release: Release) -> str:
    """What the main figure is called: points for PAR, PAPI and PCI, a percentage for SIPAS."""
    return _("Chỉ số") if release.suffix else _("Tổng điểm")


def score_move_label(release: Release) -> str:
    return _("Thay đổi chỉ số") if release.suffix else _("Thay đổi điểm")


def score_change_label(release: Release) -> str:
    return _("Chỉ số so với năm trước") if release.suffix else _("Tổng điểm so với năm trước")


def ranked_by(ranking: Ranking) -> str:
    """What units are ranked by, inside a sentence."""
    return _("chỉ số (%)") if ranking.is_by_index else _("tổng điểm")


def ranking_label(ranking: Ranking) -> str:
    """What the figure that ranks is called where it stands alone."""
    return str(INDEX_LABEL) if ranking.is_by_index else score_label(ranking.release)


def ranking_text(ranking: Ranking, row: Row) -> str:
    """The figure that ranks as published with its sign, or "" when there is none."""
    return figure_text(ranking.ranking_figure(row), ranking.figure_suffix)


def in_a_sentence(row: Row, release: Release) -> str:
    """A unit's main figure in a sentence; with an index, points and index, or the index alone where they are the same."""
    if not row.index_percent.is_known:
        return with_unit(row.total.printed, release)
    index = _("chỉ số %(index)s%%") % {"index": row.index_percent.printed}
    if row.index_percent.value == row.total.value or not row.total.is_known:
        return index
    maximum = f"/{number(row.max_score)}" if row.max_score is not None else ""
    return f"{with_unit(row.total.printed + maximum, release)}, {index}"


def with_unit(text: str, release: Release) -> str:
    """A main figure in a sentence: "90,54 điểm", "87,59%"."""
    return f"{text}{release.suffix}" if release.suffix else _("%(points)s điểm") % {"points": text}


def gap(value: Decimal, ranking: Ranking) -> str:
    """A difference of two figures that rank: "0,53 điểm"; of two percentages "2,19 điểm phần trăm"."""
    is_percent = ranking.release.suffix or ranking.is_by_index
    unit = _("%(points)s điểm phần trăm") if is_percent else _("%(points)s điểm")
    return unit % {"points": number(value, PLACES)}


def score_notes(score: Score) -> list[str]:
    """What a source says of a component's figure beside it: its change and its rank, as far as it prints them."""
    notes = []
    if score.change is not None:
        change = signed(score.change, PLACES)
        if not score.is_known:
            # A bare "+3,16" beside a figure that is not there reads as the figure.
            direction = _("nguồn nêu tăng %(by)s") if score.change > 0 else _("nguồn nêu giảm %(by)s")
            change = direction % {"by": number(abs(score.change), PLACES)}
        notes.append(_("%(change)s so với năm trước") % {"change": change})
    if score.rank is not None:
        notes.append(_("thứ %(rank)s về phần này") % {"rank": score.rank})
    return notes


def listing(texts: Sequence[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s và %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}


def sources(text: str) -> list[tuple[str, str]]:
    """The sources of a figure as pairs (text, address); the address is empty unless it is a whole web address."""
    pairs = []
    for part in re.split(r"\s;\s", text):
        match = re.search(r"https?://[^\s;]+", part)
        address = match.group().rstrip(".,)") if match else ""
        if address and not re.fullmatch(r"https?://[\w.:-]+(/[^\s<>\"']*)?", address):
            address = ""
        pairs.append((_source_title(part, address), address))
    return [pair for pair in pairs if pair[0]]


def _source_title(part: str, address: str) -> str:
    """What a reader sees of a source: its words without web addresses and paths of files, else the name of its site."""
    title = part.replace(address, "") if address else part
    title = re.sub(r"[\s:,]*\b[\w.-]+(?:/[\w.-]+)+\.(?:json|sql|csv|xlsx)\b", "", title)
    title = re.sub(r"\s+,", ",", re.sub(r"[\s:]+(?=,|$)", "", title)).strip(" :,")
    site = re.sub(r"^https?://(?:www\.)?([^/:]+).*$", r"\1", address)
    if re.fullmatch(r"[\d.]+", site):
        site = _("Trang web không có tên miền")
        if not title and (number := re.search(r"/(\d{5,})\.\w+$", address)):
            title = number[1]
    if match := re.fullmatch(r"(?:([\w-]+(?:\.[\w-]+)+) )?(?:\((?:\w+/)?(\d{5,})\)|(?:post)?(\d{5,}))", title):
        # The number of an article says nothing without the name of its site.
        return _("%(site)s, bài số %(number)s") % {"site": match[1] or site, "number": match[2] or match[3]}
    if site and title.startswith("("):
        return f"{site} {title}"
    return title or site


def source_names(text: str) -> str:
    """The sources in few words, for a caption."""
    return "; ".join(dict.fromkeys(title for title, _address in sources(text)))


def edited_note(ranking: Ranking, unit: str = BLOCK) -> str:
    """That sentences were worded by whoever published, and that their figures were held against the data; "" if none was."""
    if not is_edited(ranking, unit):
        return ""
    if leaves_out(ranking, unit):
        return _("Có câu do cơ quan công bố biên tập hoặc lược bớt; các con số đã được đối chiếu.")
    return _("Có câu do cơ quan công bố biên tập; các con số đã được đối chiếu.")
