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
from fractions import Fraction

ORIGINS = {"tham-dinh": "appraisal", "dieu-tra": "survey", "hai-long": "satisfaction"}
BESIDE = {"diem-thuong": "bonus", "diem-tru": "penalty"}  # never part of what could be reached
WORDS = """points điểm|amount số đo|base trên tổng số|choice mức chọn|max_score điểm tối đa|total tổng điểm|rank hạng|value giá trị
total_printed tổng điểm in ra|index_percent chỉ số (%)|index_printed chỉ số in ra|band xếp loại|rank_printed hạng in ra|printed số in ra
rank_computed hạng tính lại|rank_exact hạng theo số chưa làm tròn|self_score điểm tự chấm|rank_change số bậc tăng, giảm|rule cách tính
scale_max thang điểm|marks tiêu chí|criteria tiêu chí|scores thành phần|components thành phần|facts số chung|surveys khảo sát|bands loại"""
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
            points, most = leaf(code, parent) or 0, number(nodes[code]["max_score"]) if counts else Fraction(0)
            by[nodes[code]["origin"]] += points
        elif mark["state"] == "missing" or (mark["state"] == "no_survey" and not data["rescale_without_survey"]):
            missing.append(code)
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
    for code, score in row["scores"].items():
        figure = by[{**ORIGINS, **BESIDE}[code]]
        score["value"], score["printed"] = plain(figure), printed(figure, places)
    return exact


def round_again(data):
    """A computed round with everything computed again from its measures."""
    data = copy.deepcopy(data)
    nodes = {each["code"]: each for each in data["criteria"]}
    children = {code: [c for c in nodes if nodes[c]["parent_code"] == code] for code in ["", *nodes]}
    rows = {each["unit_code"]: each for each in data["results"] if each["marks"]}
    exact = {unit: sheet(data, row, nodes, children) for unit, row in rows.items()}
    exact = {unit: figure for unit, figure in exact.items() if figure is not None}
    shown = {unit: half_up(figure, data["places"]) for unit, figure in exact.items()}
    both = ranks(shown, data["tie_rule"]), ranks(exact, data["tie_rule"])
    for unit, row in rows.items():
        row["rank_computed"], row["rank_exact"] = both[0].get(unit), both[1].get(unit)
        row["rank"] = row["rank_exact" if data["rank_on"] == "exact" else "rank_computed"]
        row["rank_printed"] = str(row["rank"] or "")
        if None not in (row["previous_rank"], row["rank"], row["rank_change"]):
            row["rank_change"] = row["previous_rank"] - row["rank"]
    leaves = [(each["origin"], number(each["max_score"])) for each in nodes.values() if each["rule"] is not None]
    data["scale_max"] = plain(sum(most for origin, most in leaves if origin in ORIGINS.values()))
    for each in data["components"]:
        mine = {**ORIGINS, **BESIDE}[each["code"]]
        each["max_score"] = plain(sum(most for origin, most in leaves if origin == mine))
    for fact in data["facts"]:
        percent = fact["printed"].endswith("%")
        figures = [number(row["index_percent" if percent else "total"]) for row in rows.values() if row["total"]]
        if figures and (fact["kind"], percent) in (("average", False), ("other", True)):
            fact["value"] = plain(half_up(sum(figures) / len(figures), data["places"]))
            fact["printed"] = printed(number(fact["value"]), data["places"]) + "%" * percent
    return data


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


def name_of(item, place):
    return str(
        (item.get("@") or item.get("unit_code") or item.get("code") or place) if isinstance(item, dict) else place
    )


def compare(held, wanted, path=()):
    """Every cell in which two contents differ: its path, what it says, what it should say."""
    if isinstance(held, dict) and isinstance(wanted, dict):
        for key in [key for key in {**wanted, **held} if key != "@"]:
            yield from compare(held.get(key), wanted.get(key), (*path, key))
    elif isinstance(held, list) and isinstance(wanted, list) and len(held) == len(wanted):
        for place, (mine, theirs) in enumerate(zip(held, wanted), start=1):
            yield from compare(mine, theirs, (*path, name_of(theirs, place)))
    elif held != wanted:
        yield path, held, wanted


def digests(content):
    """The content as a manifest holds it: a short digest for every cell."""
    if isinstance(content, (dict, list)):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        made = {key: digests(value) for key, value in items}
        return made if isinstance(content, dict) else list(made.values())
    text = json.dumps(content, ensure_ascii=False)
    return content if content in (None, "") else hashlib.sha256(text.encode()).hexdigest()[:8]


def table_differences(text, data, code):
    """Every cell of a downloaded table that is not what the publication says."""
    text = text.lstrip("\ufeff")
    document = json.loads(text) if text.startswith("{") else None
    lines = [document["columns"], *document["rows"]] if document else csv.reader(io.StringIO(text))
    heading, *rows = lines
    units = {each["printed_name"]: each for each in data["results"]}
    columns = {each["short_name"]: each["code"] for each in data["components"]}
    for column in heading:
        if column in ("Công bố trên cổng số", "Phiên bản", "Mã kiểm tra", "Xác minh tại") or column.startswith("Lưu ý"):
            same = [line[heading.index(column)] for line in rows]  # in every line: the odd one out is altered
            usual = max(same, key=same.count)
            if column == "Mã kiểm tra" and usual != code:
                yield f"Bảng: {column}", usual, code
            for line in (line for line, held in zip(rows, same) if held != usual):
                yield f"Bảng, {line[heading.index('Đơn vị')]}: {column}", line[heading.index(column)], usual
    for line in rows:
        cells = dict(zip(heading, line))
        unit, facts = units.get(cells["Đơn vị"]), [f["value"] for f in data["facts"] if f["label"] == cells["Đơn vị"]]
        shown = cells.get("Tổng điểm", cells.get("Chỉ số"))
        if unit is None and facts and number(facts[0]) != number(shown):  # the block's average
            yield f"Bảng, {cells['Đơn vị']}: tổng điểm", shown, facts[0]
        if unit is None and not facts and "tính ra" not in cells.get("Căn cứ", ""):
            yield "Bảng", cells["Đơn vị"], "tên đơn vị có trong công bố"
        if unit is None:
            continue
        wanted = {short: unit["scores"].get(each, {"value": None})["value"] for short, each in columns.items()}
        wanted.update(
            {"Hạng": unit["rank"], "Tổng điểm": unit["total"], "Chỉ số": unit["total"], "Xếp loại": unit["band"]}
        )
        wanted.update(
            {"Chỉ số (%)": unit["index_percent"], "Thay đổi điểm": unit["score_change"], "Nguồn": unit["source"]}
        )
        wanted["Thay đổi chỉ số"] = unit["score_change"]
        wanted["Ghi chú"] = " ".join(filter(None, (unit["note"], unit["absent_reason"])))
        if unit["rank_change"] and unit["previous_rank"]:
            moved = abs(unit["rank_change"]), unit["previous_rank"], unit["rank"]
            way = "tăng" if unit["rank_change"] > 0 else "giảm"
            wanted["Thay đổi hạng"] = "{} {} bậc ({}→{})".format(way, *moved)
        for column, held in cells.items():
            value = wanted.get(column)
            if (
                value not in (None, "")
                and str(held).lstrip("'") != str(value)
                and (number(held) is None or number(held) != number(value))
            ):
                yield f"Bảng, {unit['printed_name']}: {column}", held, value


def where(path, data):
    """A cell in words: "Huyện Núi Xanh, tiêu chí 2.2: số đo"."""
    names = {each["unit_code"]: each["printed_name"] for each in data["results"]}
    words = [names.get(step, WORDS.get(step, step)) for step in path if step != "results"]
    text = ", ".join(words[:-1]) + ": " + words[-1] if len(words) > 1 else words[0]
    return re.sub("(tiêu chí|thành phần|số chung|khảo sát|loại), ", r"\1 ", text)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tep", help="tệp JSON của công bố, “-” là đầu vào chuẩn")
    parser.add_argument("--ma", help="mã kiểm tra hoặc mã băm SHA-256 in trên giấy, trang hoặc tệp khác")
    parser.add_argument("--bang", help="bảng xếp hạng CSV hoặc JSON đã tải")
    parser.add_argument("--ban-ke", help="bản kê từng ô do cơ quan công bố lập")
    given = parser.parse_args(arguments)
    try:
        raw = sys.stdin.buffer.read() if given.tep == "-" else open(given.tep, "rb").read()
        data, content_hash = json.loads(raw), hashlib.sha256(raw).hexdigest()
        code = check_code(content_hash)
        entries = json.load(open(given.ban_ke, encoding="utf-8"))["publications"] if given.ban_ke else []
        entries = [each for each in entries if each["content_hash"] == content_hash] or entries
        # The entry of this publication, also where it was altered: the one that differs least.
        kept = [list(compare(digests(data), entry["cells"]["content"])) for entry in entries]
        cells = [(path, "khác bản kê", None) for path, *_values in min(kept, key=len, default=[])]
        again = {1: table_again, 2: round_again}[data["format"]]
        try:
            cells = cells or list(compare(data, again(data)))
        except (LookupError, TypeError, AttributeError, ValueError) as error:  # a code that leads nowhere any more
            cells = [(("nội dung",), f"không tính lại được ({error!r})", None)]
        found = [(where(path, data), held, wanted) for path, held, wanted in cells]
        if given.bang:
            found += table_differences(open(given.bang, encoding="utf-8", newline="").read(), data, code)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"Không đọc được tệp: {error!r}", file=sys.stderr)
        return 2
    if given.ma and re.sub(r"\W", "", given.ma).lower() not in (content_hash, code.replace("-", "").lower()):
        found.append(("mã băm nội dung", code, given.ma))
    print(f"{data['index_name']} {data['year']}, {data['group_name']}, phiên bản {data['version']}")
    print(f"SHA-256: {content_hash}\nMã kiểm tra: {code}")
    for cell, held, wanted in found:
        print(f"KHÁC  {cell}: đang ghi “{held}”" + (f", phải là “{wanted}”" if wanted is not None else ""))
    print(f"{len(found)} chỗ khác." if found else "Khớp: mọi con số tính lại đều đúng như tệp ghi.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
