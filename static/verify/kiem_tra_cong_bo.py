#!/usr/bin/env python3
"""Kiểm tra một công bố kết quả: chỉ cần Python 3.8 trở lên, không cần mạng, không cài thêm gì.

    python3 kiem_tra_cong_bo.py cong-bo-12.json --ma 7K3M-0QXV-91TD --bang par-minh-hoa-quan-huyen-2024.csv

Tệp JSON tải ở trang công bố ("-": đọc từ đầu vào chuẩn). Chương trình tính lại mã băm SHA-256, mã kiểm tra, điểm từng
tiêu chí theo cách tính, tổng từng mục, tổng điểm, chỉ số, xếp loại, thứ hạng, trung bình; đối chiếu với mã đã biết (--ma),
bảng CSV hoặc JSON đã tải (--bang), bản kê từng ô giữ ở nơi khác (--ban-ke). Chỗ nào khác thì nêu đúng ô đó.
Mã thoát: 0 khớp hết, 1 có chỗ khác, 2 gọi sai hoặc không đọc được tệp.
"""

import argparse
import copy
import csv
import hashlib
import io
import json
import re
import sys
import unicodedata
from collections import Counter
from fractions import Fraction

ORIGINS = {"tham-dinh": "appraisal", "dieu-tra": "survey", "hai-long": "satisfaction"}
BESIDE = {"diem-thuong": "bonus", "diem-tru": "penalty"}  # never part of what could be reached
WORDS = """points điểm|amount số đo|base trên tổng số|choice mức chọn|max_score điểm tối đa|total tổng điểm|rank hạng|value giá trị
total_printed tổng điểm in ra|index_percent chỉ số (%)|index_printed chỉ số in ra|band xếp loại|rank_printed hạng in ra|printed số in ra
rank_computed hạng tính lại|rank_exact hạng theo số chưa làm tròn|self_score điểm tự chấm|rank_change số bậc tăng, giảm|rule cách tính
scale_max thang điểm|marks tiêu chí|criteria tiêu chí|scores thành phần|components thành phần|facts số chung|unit_count số đơn vị|absent_reason lý do không có kết quả|sentences câu biên tập|surveys khảo sát|bands loại"""
# What a unit that was not assessed has nothing of: figures, and texts.
FIGURES = ("total", "max_score", "index_percent", "rank", "rank_computed", "rank_exact", "rank_change", "score_change")
TEXTS = ("total_printed", "index_printed", "rank_printed", "band")
WORDS = dict(pair.split(" ", 1) for pair in re.split(r"[|\n]", WORDS))


def number(text):
    """The exact number that a cell says; None where it says none."""
    try:
        return Fraction(str(text).strip().rstrip("%").replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None


def half_up(value, places):
    return Fraction((2 * value * 10**places + 1) // 2, 10**places)


def printed(value, places):
    """A figure as a table prints it: 54,10."""
    digits = str(int(half_up(value, places) * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]},{digits[-places:]}" if places else digits


def plain(value):
    """A figure as the file writes it: 54.1."""
    return None if value is None else re.sub(r"\.?0+$", "", printed(value, 4).replace(",", "."))


def check_code(content_hash):
    bits = int(content_hash[:15], 16)
    code = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(55, -1, -5))
    return "-".join((code[:4], code[4:8], code[8:]))


def bare(typed):
    """A code without spaces and dashes, as read from paper: O is 0, I and L are 1."""
    letters = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed)).upper()
    return letters.translate(str.maketrans("OIL", "011"))


def award(rule, maximum, mark):
    """Points by the leaf's rule from what was measured; raises where the measure cannot be."""
    kind, amount, base, choice = rule["kind"], number(mark["amount"]), number(mark["base"]), mark["choice"]
    given = {key: maximum if value is None else number(value) for key, value in rule.items()}
    if kind in ("thresholds", "rate", "percentage"):
        rate = amount if base is None else amount * 100 / base
        if not 0 <= rate <= 100:
            raise ValueError("tỷ lệ ngoài 0–100%")
    if kind in ("per_count", "deduction") and amount.denominator != 1:
        raise ValueError("không phải số đếm")
    if kind == "manual":
        points = amount
    elif kind == "yes_no":
        points = {"yes": given.get("yes", maximum), "no": given.get("no", 0)}[choice]
    elif kind == "steps":
        points = {each["code"]: number(each["points"]) for each in rule["options"]}[choice]
    elif kind == "thresholds":
        steps = [(number(s["bound"]), number(s["points"]), s.get("inclusive", True)) for s in rule["steps"]]
        points = next((p for bound, p, inclusive in steps if rate > bound or (inclusive and rate == bound)), None)
        points = given.get("below", 0) if points is None else points
    elif kind == "rate":
        full = rate >= given.get("full_at", 100)
        points = 0 if rate < given.get("floor", 0) else maximum if full else rate * maximum / 100
    elif kind == "per_count":
        points = min(max(amount * given["each"], given.get("lowest", 0)), given.get("highest", maximum))
    elif kind == "deduction":
        points = max(maximum - amount * given["each"], given.get("lowest", 0))
    elif kind == "percentage":
        points = rate * maximum / 100
    if not 0 <= points <= maximum:
        raise ValueError(f"{plain(points)} ngoài 0–{plain(maximum)} điểm")
    return half_up(Fraction(points), 4)


def ranks(figures, tie_rule):
    ordered = sorted(set(figures.values()) if tie_rule == "dense" else figures.values(), reverse=True)
    return {unit: ordered.index(figure) + 1 for unit, figure in figures.items()}


def sheet(data, row, nodes, children):
    """Compute one unit's marks and totals again, in place; gives its index before rounding, None where a mark is missing."""
    marks, places, missing = row["marks"], data["places"], []
    applicable, lacking = set(), set()  # origins of which something applies, of which something is missing
    for code in (code for code in nodes if code not in marks):
        marks[code] = dict.fromkeys(("amount", "base", "points", "max_score"), None)
        marks[code].update(state="marked" if children[code] else "missing", choice="")
    by = dict.fromkeys([*ORIGINS.values(), *BESIDE.values()], Fraction(0))

    def leaf(code, parent):
        mark, maximum = marks[code], number(nodes[code]["max_score"])
        held, column = number(mark["points"]), "choice" if mark["choice"] else "amount"
        if mark[column] in (None, "") and held is not None and held <= maximum:
            return held  # nothing to compute it from
        try:
            computed = award(nodes[code]["rule"], maximum, mark)
        except (ValueError, KeyError, TypeError, ZeroDivisionError, AttributeError) as error:
            mark[column] = f"số đo đúng cách tính ({error})"
            return held
        others = [
            number(marks[c]["points"]) or 0 for c in children[parent] if nodes[c]["origin"] not in BESIDE.values()
        ]
        if computed != held and parent and sum(others) == number(marks[parent]["points"]):
            mark[column] = f"số đo cho ra {plain(held)} điểm"  # the sum holds the points: the measure is to blame
            return held
        mark["points"] = plain(computed)
        return computed

    def visit(code, parent=""):
        mark, counts = marks[code], nodes[code]["origin"] not in BESIDE.values()
        if children[code]:
            points, most, lacks = (sum(part) for part in zip(*[visit(child, code) for child in children[code]]))
            mark["points"] = plain(points) if mark["state"] == "marked" else None
            mark["max_score"] = None if lacks else plain(most)
            return points, most, lacks
        points = most = Fraction(0)
        if mark["state"] == "marked":
            applicable.add(nodes[code]["origin"])
            points, most = leaf(code, parent) or 0, number(nodes[code]["max_score"]) if counts else Fraction(0)
            by[nodes[code]["origin"]] += points
        elif mark["state"] == "missing" or (mark["state"] == "no_survey" and not data["rescale_without_survey"]):
            missing.append(code)
            lacking.add(nodes[code]["origin"])
        mark["max_score"] = nodes[code]["max_score"] if code in missing else plain(most)
        return points * counts, most, int(code in missing)

    areas = [visit(code) for code in children[""]]
    most = sum(area[1] for area in areas)
    total = sum(by[each] for each in ORIGINS.values()) + by["bonus"] - by["penalty"]
    total = None if missing or not most else min(max(total, Fraction(0)), most)
    exact = None if total is None else total * 100 / most
    index, shares = (
        None if total is None else half_up(exact, places),
        [a[0] * 100 / a[1] for a in areas if a[1] and not a[2]],
    )
    floors = [(number(b["from_index"]), number(b["component_floor"]), b["name"]) for b in data["bands"]]
    met = [
        b for b in floors if index is not None and index >= b[0] and (b[1] is None or min(shares, default=-1) >= b[1])
    ]
    row["band"], row["max_score"] = (
        max(met, key=lambda b: b[0])[2] if met else "",
        plain(most) if total is not None else None,
    )
    for column, as_printed, figure in (("total", "total_printed", total), ("index_percent", "index_printed", exact)):
        row[column] = None if figure is None else plain(half_up(figure, places))
        row[as_printed] = "" if figure is None else printed(figure, places)
    if missing and not row["absent_reason"]:
        row["absent_reason"] = "lý do không có kết quả"
    held, row["scores"] = row["scores"], {}
    for code, origin in {**ORIGINS, **BESIDE}.items():
        if origin in applicable - lacking:
            own = {**held.get(code, {}), "value": plain(by[origin]), "printed": printed(by[origin], places)}
            row["scores"][code] = own
    return exact


def round_again(data):
    """A computed round with everything computed again from its measures."""
    data = copy.deepcopy(data)
    nodes = {each["code"]: each for each in data["criteria"]}
    children = {code: [c for c in nodes if nodes[c]["parent_code"] == code] for code in ["", *nodes]}
    rows = {each["unit_code"]: each for each in data["results"] if each["marks"]}
    for row in (each for each in data["results"] if not each["marks"]):
        row.update(dict.fromkeys(FIGURES), **dict.fromkeys(TEXTS, ""), scores={})
        row["absent_reason"] = row["absent_reason"] or "lý do không có kết quả"
    exact = {unit: sheet(data, row, nodes, children) for unit, row in rows.items()}
    exact = {unit: figure for unit, figure in exact.items() if figure is not None}
    shown = {unit: half_up(figure, data["places"]) for unit, figure in exact.items()}
    shown, exact = ranks(shown, data["tie_rule"]), ranks(exact, data["tie_rule"])
    for unit, row in rows.items():
        row["rank_computed"], row["rank_exact"] = shown.get(unit), exact.get(unit)
        row["rank"] = row["rank_exact" if data["rank_on"] == "exact" else "rank_computed"]
        row["rank_printed"] = str(row["rank"] or "")
        both = None not in (row["previous_rank"], row["rank"])
        row["rank_change"] = row["previous_rank"] - row["rank"] if both else None
    leaves = [(each["origin"], number(each["max_score"])) for each in nodes.values() if each["rule"] is not None]
    data["scale_max"] = plain(sum(most for origin, most in leaves if origin in ORIGINS.values()))
    for each in data["components"]:
        mine = {**ORIGINS, **BESIDE}.get(each["code"])
        each["max_score"] = plain(sum(most for origin, most in leaves if origin == mine))
    for fact in data["facts"]:
        kind = fact["kind"], fact["printed"].endswith("%")
        average = average_of(kind, rows.values(), data["places"])
        if average is not None:
            fact["value"] = plain(average)
            fact["printed"] = printed(average, data["places"]) + "%" * kind[1]
    return data


def average_of(kind, rows, places):
    column = {("average", False): "total", ("other", True): "index_percent"}.get(kind)
    figures = [number(row[column]) for row in rows if row["total"]] if column else []
    return half_up(sum(figures) / len(figures), places) if figures else None


def parts_missing(data, again):
    """Whole parts too many or too few: units, components, averages, marks; what remains is compared cell by cell."""
    units = Counter(each["unit_code"] for each in data["results"])
    for unit, count in units.items():
        if count > 1:
            yield ("results", unit, "số dòng"), count, 1
    if data["format"] != 2:
        return
    if data["unit_count"] != len(units):
        yield ("unit_count",), data["unit_count"], len(units)
    nodes = {each["code"] for each in data["criteria"]}
    for row in data["results"]:
        for code in sorted(set(row["marks"]) - nodes):
            yield ("results", row["unit_code"], "marks", code), "không có trong bộ tiêu chí", None
    used = {each["origin"] for each in data["criteria"] if each["rule"] is not None}
    wanted = {code for code, origin in {**ORIGINS, **BESIDE}.items() if origin in used}
    held = Counter(each["code"] for each in data["components"])
    for code in sorted(wanted | set(held)):
        if held[code] != (code in wanted):
            yield ("components", code, "số dòng"), held[code], int(code in wanted)
    if again is None:
        return
    kinds = [(fact["kind"], fact["printed"].endswith("%")) for fact in data["facts"]]
    rows = [row for row in again["results"] if row["marks"] and row["total"]]
    other_maximum = any(row["max_score"] != again["scale_max"] for row in rows)
    for place, kind in ((1, ("average", False)), (2, ("other", True))):
        average = average_of(kind, rows, data["places"])
        if average is not None and kind not in kinds and (other_maximum or place == 1):
            yield ("facts", str(place), "value"), None, plain(average)


def table_again(data):
    """A table taken over from a source: its numbers are those printed, its computed ranks those of its totals."""
    data = copy.deepcopy(data)
    pairs = [
        (row, *names) for row in data["results"] for names in (("total", "total_printed"), ("rank", "rank_printed"))
    ]
    pairs += [(score, "value", "printed") for row in data["results"] for score in row["scores"].values()]
    for row, value, as_printed in pairs:
        figure = number(row[as_printed])
        basis = row["basis"] if value == "value" else row[f"{value}_basis"]
        if basis == "printed" and row[value] is not None and figure is not None and figure != number(row[value]):
            row[value] = plain(figure)
    column = "index_percent" if any(row["index_percent"] for row in data["results"]) else "total"
    totals = {row["unit_code"]: number(row[column]) for row in data["results"]}
    for row in data["results"]:
        if None not in totals.values() and row["rank_computed"] is not None:
            row["rank_computed"] = ranks(totals, data["tie_rule"])[row["unit_code"]]
    return data


def size(value):
    return None if value is None else abs(number(value))


def held_by(data, rows, figure):
    """The size of a figure of an edited sentence as this file itself holds it; None where only another file does."""
    row, what = rows.get(figure["unit"]), figure["what"]
    column = {"total": "total", "index": "index_percent"}.get(what)
    if row is None:
        return None
    if figure.get("against_unit"):
        pair = [number((each or {}).get(column)) for each in (row, rows.get(figure["against_unit"]))]
        return None if None in pair else abs(pair[0] - pair[1])
    if figure.get("against_year") is not None:
        return size(row.get({"rank": "rank_change", "total": "score_change"}.get(what)))
    if what == "rank":
        return size(row["rank" if figure["year"] == data["year"] else "previous_rank"])
    if figure["year"] != data["year"]:
        return None
    if column:
        return size(row[column])
    return size(row["scores"].get(what[2:], {}).get("printed") or None)


def sentences_again(data):
    """(differences, figures found here, figures that need other files) of the sentences that the agency worded.

    Every number of a sentence must be one of the figures beside it, and those that this file holds must be the same here.
    Which way a figure moved, and what was left unsaid, no file tells.
    """
    found, here, elsewhere = [], 0, 0
    rows = {each["unit_code"]: each for each in data["results"]}
    names = [each["printed_name"] for each in data["results"]] + [each["name"] for each in data["components"]]
    names += [each["title"] for each in data.get("criteria", ())] + [str(data["year"]), str(data["year"] - 1)]
    numbers = re.compile(r"\d+(?:,\d+)?")
    for unit, about, each in ((u, a, e) for u, own in data.get("sentences", {}).items() for a, e in own.items()):
        path = ("câu biên tập", unit, about)
        known = set(numbers.findall(" ".join([*names, *(figure["text"] for figure in each["figures"])])))
        found += [(path, text, None) for text in numbers.findall(each["text"]) if text not in known]
        for figure in each["figures"]:
            value, said = number(figure["value"]), numbers.findall(figure["text"])
            held = held_by(data, rows, figure)
            if not said or number(said[0]) != value or figure["text"] not in each["text"]:
                found.append((path, figure["text"], figure["value"]))
            elif held is not None and held != value:
                found.append((path, figure["text"], plain(held)))
            here, elsewhere = here + (held is not None), elsewhere + (held is None and figure["kind"] != "year")
    return found, here, elsewhere


def name_of(item, place):
    return str(
        (item.get("@") or item.get("unit_code") or item.get("code") or place) if isinstance(item, dict) else place
    )


def brief(part):
    """A whole part in one word: its figure where it has one."""
    return part.get("value", part.get("points")) or "có" if isinstance(part, dict) else part


def compare(held, wanted, path=()):
    """Every cell in which two contents differ: its path, what it says, what it should say."""
    if isinstance(held, dict) and isinstance(wanted, dict):
        for key in [key for key in {**wanted, **held} if key != "@"]:
            yield from compare(held.get(key), wanted.get(key), (*path, key))
    elif isinstance(held, list) and isinstance(wanted, list) and len(held) == len(wanted):
        for place, (mine, theirs) in enumerate(zip(held, wanted), start=1):
            yield from compare(mine, theirs, (*path, name_of(theirs, place)))
    elif held != wanted:
        yield path, brief(held), brief(wanted)


def digests(content):
    """The content as a manifest holds it: a short digest for every cell."""
    if isinstance(content, (dict, list)):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        made = {key: digests(value) for key, value in items}
        return made if isinstance(content, dict) else list(made.values())
    text = json.dumps(content, ensure_ascii=False)
    return content if content in (None, "") else hashlib.sha256(text.encode()).hexdigest()[:8]


NONE, NOT_APPLICABLE = "không công bố", "không áp dụng"
TAIL = ("Công bố trên cổng số", "Phiên bản", "Mã kiểm tra", "Xác minh tại")
SCORE = {"Thay đổi điểm": "Tổng điểm", "Thay đổi chỉ số": "Chỉ số"}
BASES = {"order": "theo thứ tự nêu", "derived": "tính ra", "inferred": "suy ra"}
MOVE = re.compile(r"(tăng|giảm) (\d+) bậc \((\d+)→(\d+)\)|giữ hạng")


def rank_move(row):
    """What the table says of a change of rank; None where the publication itself states none."""
    before, after = (
        str(row[rank]) if row[rank] is not None else row[f"{rank}_printed"] for rank in ("previous_rank", "rank")
    )
    places = row["rank_change"]
    if None not in (row["previous_rank"], row["rank"]):
        places = row["previous_rank"] - row["rank"]
    elif before and before == after:
        places = 0
    if places is None:
        return None
    if places == 0:
        return f"giữ hạng ({after})" if after and not after.isdigit() else "giữ hạng"
    way = f"{'tăng' if places > 0 else 'giảm'} {abs(places)} bậc"
    return f"{way} ({before}→{after})" if before and after else way


def is_no_rank_move(held, row, computed):
    """Whether a cell may stand where the publication states no change; of a table taken over, one may be worked out."""
    match = MOVE.fullmatch(held)
    if match is None or computed:
        return held != "" and match is None and number(held) is None and not re.search(r"\d", held)
    if match[1] is None:
        return row["rank"] is not None or row["rank_printed"] != ""
    before, after = int(match[3]), int(match[4])
    return after == row["rank"] and before - after == int(match[2]) * (1 if match[1] == "tăng" else -1)


def cells_of(row, data, change, twins):
    """What every column of a unit's line should say; a change that the publication does not state is not in it."""

    def shown(value, as_printed):
        return NONE if not as_printed else as_printed if value is None else value

    columns = {
        "Hạng": row["rank"] if row["rank"] is not None else row["rank_printed"] or NONE,
        "Đơn vị": row["printed_name"],
        SCORE[change]: shown(row["total"], row["total_printed"]),
        "Chỉ số (%)": shown(row["index_percent"], row["index_printed"]),
        "Xếp loại": row["band"] or NONE,
        "Ghi chú": " ".join(filter(None, (row["note"], row["absent_reason"]))),
        "Nguồn": row["source"],
    }
    ranked = ["đồng hạng"] if row["rank"] in twins else []
    ranked = [f"hạng: {mark}" for mark in [*ranked, BASES.get(row["rank_basis"])] if mark]
    of_total = BASES.get(row["total_basis"])
    columns["Căn cứ"] = "; ".join([*ranked, *([f"điểm: {of_total}"] if of_total else [])])
    move = rank_move(row)
    if move is not None:
        columns["Thay đổi hạng"] = move
    if row["score_change"] is not None:
        columns[change] = row["score_change"]
    for each in data["components"]:
        score = row["scores"].get(each["code"], {"value": None, "printed": ""})
        columns[each["short_name"]] = shown(score["value"], score["printed"])
        # A unit whose total was computed has a score of everything that applies to it.
        if data["format"] == 2 and row["total_printed"] and each["code"] not in row["scores"]:
            columns[each["short_name"]] = NOT_APPLICABLE
        for beside, key in (("so với năm trước", "change"), ("thứ hạng", "rank")):
            value = score.get(key)
            columns[f"{each['short_name']}: {beside}"] = NONE if value is None else value
    return columns


def columns_of(data, change):
    """Every column that the table has, but for those of its own proof."""
    rows = data["results"]
    columns = ["Hạng", "Đơn vị", SCORE[change]]
    columns += ["Chỉ số (%)"] if any(row["index_printed"] for row in rows) else []
    columns += ["Thay đổi hạng", change, *(each["short_name"] for each in data["components"])]
    for each in data["components"]:
        scores = [row["scores"][each["code"]] for row in rows if each["code"] in row["scores"]]
        for beside, key in (("so với năm trước", "change"), ("thứ hạng", "rank")):
            columns += [f"{each['short_name']}: {beside}"] if any(s.get(key) is not None for s in scores) else []
    columns += ["Xếp loại"] if any(row["band"] for row in rows) else []
    return [*columns, "Căn cứ", "Ghi chú", "Nguồn"]


def average_row(data, by_index):
    """The average of the block as the table closes with it: of the figure that ranks."""
    one_scale = by_index and all(row["total"] == row["index_percent"] for row in data["results"])
    kinds = ("average", "other") if data["format"] == 2 else ("average",)
    for fact in data["facts"]:
        if fact["value"] is None:
            continue
        if not by_index or one_scale:
            if fact["kind"] == "average":
                return [{**fact, "label": "Chỉ số trung bình"} if one_scale else fact]
        elif fact["kind"] in kinds and fact["printed"].endswith("%"):
            return [fact]
    return []


def same_cell(held, value):
    """Whether a cell says a value: the same words, or the same number where both are one."""
    held, value = str(held), str(value)
    # A file guards text that a spreadsheet would run with an apostrophe.
    return value in (held, held[1:] if held.startswith("'") else held) or (
        number(held) is not None and number(held) == number(value)
    )


def table_differences(text, data, code):
    """Every cell of a downloaded table that is not what the publication says."""
    text = text.lstrip("\ufeff")
    document = json.loads(text) if text.startswith("{") else None
    lines = [document["columns"], *document["rows"]] if document else csv.reader(io.StringIO(text))
    heading, *rows = lines
    change = "Thay đổi chỉ số" if data["unit_label"] == "%" else "Thay đổi điểm"
    notice = [column for column in heading if column.startswith("Lưu ý")]
    wanted = Counter([*columns_of(data, change), *(() if document else TAIL)])
    held = Counter(column for column in heading if column not in notice)
    if 2 * sum((wanted & held).values()) < sum(wanted.values()):
        raise ValueError(
            "bảng không phải bảng xếp hạng của công bố; tải CSV hoặc JSON ở trang xếp hạng, không dùng tệp khác"
        )
    for column in {**wanted, **held}:
        if held[column] != wanted[column]:
            yield f"Bảng: cột {column}", f"{held[column]} cột", f"{wanted[column]} cột"
    if not document and not notice and (data["illustrative"] or data["supersedes"]):
        yield "Bảng: cột Lưu ý", "0 cột", "1 cột"
    if "Đơn vị" not in heading:
        return
    name = heading.index("Đơn vị")
    for line in rows:
        if len(line) != len(heading):
            yield f"Bảng, {line[name] if len(line) > name else line}: số ô", len(line), len(heading)
    rows = [line for line in rows if len(line) == len(heading)]
    yield from proof_differences(heading, rows, data, code)
    if document:
        about = document["about"]
        for label, value in (("Mã kiểm tra", code), ("Phiên bản", data["version"])):
            if str(about.get(label)) != str(value):
                yield f"Bảng: {label}", about.get(label), value
    by_index = any(row["index_percent"] is not None for row in data["results"])
    averages = average_row(data, by_index)
    totals = [number(row["index_percent" if by_index else "total"]) for row in data["results"]]
    if not averages and data["format"] == 1 and len(totals) > 1 and None not in totals:
        value = plain(half_up(sum(totals) / len(totals), data["places"]))
        averages = [{"label": "Trung bình của khối", "value": value, "basis": "derived", "note": "", "source": ""}]
    # An average that nobody printed may stand there or not.
    may_lack = {each["label"] for each in averages if each["label"] == "Trung bình của khối"}
    expected = Counter([*(each["printed_name"] for each in data["results"]), *(each["label"] for each in averages)])
    found = Counter(line[name].lstrip("'") for line in rows)
    for each in {**expected, **found}:
        if found[each] != expected[each] and not (each in may_lack and not found[each]):
            yield f"Bảng, {each}: số dòng", found[each], expected[each]
    ranked = Counter(row["rank"] for row in data["results"] if row["rank"] is not None)
    twins = {rank for rank, count in ranked.items() if count > 1}
    units = {row["printed_name"]: row for row in data["results"]}
    means = {each["label"]: each for each in averages}
    # Why two years do not compare is in no publication: one reason for the whole table, the odd one out is altered.
    broken = Counter(cell for line in rows for cell in line if re.match(r"không so sánh được \(.*\d", str(cell)))
    broken = [cell for cell, count in broken.most_common(1) if count > 1 or len(rows) == 1]
    for line in rows:
        cells, who = dict(zip(heading, line)), line[name].lstrip("'")
        if who in units:
            yield from line_differences(cells, units[who], data, change, twins, broken)
        elif who in means:
            mean, basis = means[who], BASES.get(means[who]["basis"])
            column = "Chỉ số (%)" if by_index else SCORE[change]
            own = {"Đơn vị": who, column: mean["value"], "Ghi chú": mean["note"], "Nguồn": mean["source"]}
            own["Căn cứ"] = f"{'chỉ số' if by_index else 'điểm'}: {basis}" if basis else ""
            for column in columns_of(data, change):
                if column in cells and not same_cell(cells[column], own.get(column, "")):
                    yield f"Bảng, {who}: {column}", cells[column], own.get(column, "")


def line_differences(cells, row, data, change, twins, broken):
    wanted, computed = cells_of(row, data, change, twins), data["format"] == 2
    for column in columns_of(data, change):
        held, place = str(cells.get(column, "")), f"Bảng, {row['printed_name']}: {column}"
        if column not in cells:
            continue
        if column in wanted:
            if not same_cell(held, wanted[column]):
                yield place, held, wanted[column]
        elif held in broken:
            continue
        elif column == "Thay đổi hạng":
            if not is_no_rank_move(held, row, computed):
                yield place, held, NONE
        elif held == "" or (re.search(r"\d", held) and (computed or number(held) is None)):
            yield place, held, NONE  # a change of points that the publication does not state


def proof_differences(heading, rows, data, code):
    """What stands in every line about the publication: the odd one out is altered."""
    known = {"Phiên bản": str(data["version"]), "Mã kiểm tra": code}
    if data["format"] == 1:
        known["Công bố trên cổng số"] = str(data["number"])
    for place, column in enumerate(heading):
        if rows and (column in TAIL or column.startswith("Lưu ý")):
            same = [line[place] for line in rows]
            usual = known.get(column, max(same, key=same.count))
            if column == "Xác minh tại" and code not in usual:
                yield f"Bảng: {column}", usual, code
                continue
            if len(rows) > 1 and usual not in same:
                yield f"Bảng: {column}", same[0], usual
                continue
            for line in (line for line in rows if line[place] != usual):
                yield f"Bảng, {line[heading.index('Đơn vị')]}: {column}", line[place], usual


def where(path, data):
    """A cell in words: "Huyện Núi Xanh, tiêu chí 2.2: số đo"."""
    names = {each["unit_code"]: each["printed_name"] for each in data["results"]}
    words = [names.get(step, WORDS.get(step, step)) for step in path if step != "results"]
    text = ", ".join(words[:-1]) + ": " + words[-1] if len(words) > 1 else words[0]
    return re.sub("(tiêu chí|thành phần|số chung|khảo sát|loại), ", r"\1 ", text)


def text_of(path, raw=None):
    """What a text file says; raises ValueError with a sentence where it is no text."""
    raw = open(path, "rb").read() if raw is None else raw
    if raw.startswith(b"PK\x03\x04"):  # a ZIP archive, as the open data and every workbook is
        raise ValueError(
            f"“{path}” là tệp nén ZIP hoặc bảng tính XLSX; tải tệp JSON ở trang công bố, bảng ở dạng CSV hoặc JSON"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"“{path}” không phải tệp văn bản UTF-8") from None


def unreadable(error):
    """Why a file was not read, in one sentence."""
    if isinstance(error, json.JSONDecodeError):
        error = f"không phải JSON, sai ở dòng {error.lineno}, cột {error.colno}"
    elif isinstance(error, OSError):
        error = f"không mở được “{error.filename}”"
    elif type(error) is not ValueError:
        error = f"không có nội dung của một công bố ({type(error).__name__}: {str(error)[:60]})"
    return f"Không đọc được tệp: {error}."


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tep", help="tệp JSON của công bố, “-” là đầu vào chuẩn")
    parser.add_argument("--ma", help="mã kiểm tra hoặc mã băm SHA-256 in trên giấy, trang hoặc tệp khác")
    parser.add_argument("--bang", help="bảng xếp hạng CSV hoặc JSON đã tải")
    parser.add_argument("--ban-ke", help="bản kê từng ô do cơ quan công bố lập")
    given = parser.parse_args(arguments)
    try:
        raw = sys.stdin.buffer.read() if given.tep == "-" else open(given.tep, "rb").read()
        data, content_hash = json.loads(text_of(given.tep, raw)), hashlib.sha256(raw).hexdigest()
        code = check_code(content_hash)
        entries = json.loads(text_of(given.ban_ke))["publications"] if given.ban_ke else []
        entries = [each for each in entries if each["content_hash"] == content_hash] or entries
        # The entry of this publication, also where it was altered: the one that differs least.
        kept = [list(compare(digests(data), entry["cells"]["content"])) for entry in entries]
        cells = [(path, "khác bản kê", None) for path, *_values in min(kept, key=len, default=[])]
        worded, here, elsewhere = [], 0, 0
        again = {1: table_again, 2: round_again}[data["format"]]
        try:
            if not cells:
                cells = list(parts_missing(data, None))
                computed = again(data)
                cells = [*parts_missing(data, computed), *compare(data, computed)]
            worded, here, elsewhere = sentences_again(data)
            cells = [*cells, *worded]
        except (LookupError, TypeError, AttributeError, ValueError) as error:  # a code that leads nowhere any more
            cells = [*cells, (("nội dung",), f"không tính lại được ({error!r})", None)]
        found = [(where(path, data), held, wanted) for path, held, wanted in cells]
        if given.bang:
            found += table_differences(text_of(given.bang), data, code)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, csv.Error) as error:
        print(unreadable(error), file=sys.stderr)
        return 2
    if given.ma and bare(given.ma) not in (bare(content_hash), bare(code)):
        found.append(("mã băm nội dung", code, given.ma))
    print(f"{data['index_name']} {data['year']}, {data['group_name']}, phiên bản {data['version']}")
    print(f"SHA-256: {content_hash}\nMã kiểm tra: {code}")
    if data.get("sentences"):
        print(
            f"Câu do cơ quan biên tập: {here} con số khớp hoặc đối chiếu được trong tệp này; {elsewhere} con số so với năm"
            " trước hoặc tính từ đó cần thêm tệp của năm trước. Chiều tăng giảm và lời văn chương trình này không kiểm."
        )
    for cell, held, wanted in found:
        print(
            f"KHÁC  {cell}: đang ghi “{'' if held is None else held}”"
            + (f", phải là “{wanted}”" if wanted is not None else "")
        )
    print(f"{len(found)} chỗ khác." if found else "Khớp: mọi con số tính lại đều đúng như tệp ghi.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
