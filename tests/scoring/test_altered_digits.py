"""One digit altered anywhere, in rows, in the JSON, in the CSV: the exact cell is named; and no alarm where nothing was.

PARINDEX_ALTERATIONS says how many of each kind are tried (the everyday run takes few; 1000 is the full run).
"""

import contextlib
import csv
import importlib.util
import io
import json
import os
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, models, transaction
from django.test import Client

from scoring.canonical import canonical
from scoring.core.rules import Measure
from scoring.manifest import differences_from, entry_of, with_rows, write_manifest
from scoring.models import (
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSurvey,
)
from scoring.verification import content_differences
from tests.cast import make_cast
from tests.factories_computed import MEASURES, make_computed, make_corrected, unguarded

TRIES = int(os.environ.get("PARINDEX_ALTERATIONS", "40"))
SEED = int(os.environ.get("PARINDEX_SEED", "20261125"))
PROGRAM = Path(__file__).parents[2] / "static" / "verify" / "kiem_tra_cong_bo.py"
spec = importlib.util.spec_from_file_location("kiem_tra_cong_bo", PROGRAM)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)
pytestmark = pytest.mark.django_db


def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = verifier.main([str(each) for each in arguments])
    return said.getvalue(), code


def other_digit(text: str, chance: random.Random) -> str | None:
    """The text with one of its digits another one; None where it has none."""
    places = [place for place, letter in enumerate(text) if letter.isascii() and letter.isdigit()]
    if not places:
        return None
    place = chance.choice(places)
    digit = chance.choice([each for each in "0123456789" if each != text[place]])
    return text[:place] + digit + text[place + 1 :]


# --- in rows ---

ROWS = {
    Publication: lambda row: (),
    PublishedComponent: lambda row: ("components", row.code),
    PublishedResult: lambda row: ("results", row.unit_code),
    PublishedScore: lambda row: ("results", row.result.unit_code, "scores", row.component.code),
    PublishedFact: lambda row: ("facts", str(row.position)),
    PublishedCriterion: lambda row: ("criteria", row.code),
    PublishedMark: lambda row: ("results", row.result.unit_code, "marks", row.criterion.code),
    PublishedBand: lambda row: ("bands", row.code),
    PublishedSurvey: lambda row: ("results", row.result.unit_code, "surveys", str(row.position)),
}
# A row's place is told under the row's own name.
PLACES = {
    PublishedFact: lambda row: ("facts", row.label),
    PublishedSurvey: lambda row: ("surveys", f"{row.result.unit_code} {row.purpose} {row.factor}"),
}


def altered_value(value, chance):
    """The value with one digit another one, of the same type; None where there is no digit or no such value."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, dict):
        text = other_digit(json.dumps(value), chance)
        return None if text is None else json.loads(text)
    text = other_digit(value.isoformat() if isinstance(value, date) else str(value), chance)
    if text is None:
        return None
    try:
        return type(value).fromisoformat(text) if isinstance(value, date | datetime) else type(value)(text)
    except (ValueError, ArithmeticError):
        return None


def columns_of(model):
    return [
        each
        for each in model._meta.concrete_fields
        if not each.primary_key and not each.is_relation and not isinstance(each, models.BooleanField)
    ]


def test_a_digit_altered_in_a_row_is_named(tmp_path):
    chance = random.Random(SEED)
    first, second = make_corrected(make_cast())
    entries = {each.pk: json.loads(json.dumps(entry_of(with_rows(each)))) for each in (first, second)}
    done, missed, unnoticed = 0, [], []
    with unguarded():
        while done < TRIES:
            publication = chance.choice((first, second))
            model = chance.choice(list(ROWS))
            rows = model.objects.filter(
                **{
                    "pk"
                    if model is Publication
                    else "result__publication"
                    if model in (PublishedScore, PublishedMark, PublishedSurvey)
                    else "publication": publication.pk
                }
            )
            row = chance.choice(list(rows))
            column = chance.choice(columns_of(model))
            value = altered_value(getattr(row, column.name), chance)
            if value is None or value == getattr(row, column.name):
                continue
            path = (*ROWS[model](row), column.name)
            if column.name == "position":
                path = (*PLACES.get(model, ROWS[model])(row), "position")
            try:
                with transaction.atomic():
                    model.objects.filter(pk=row.pk).update(**{column.name: value})
                    found = [each.path for each in differences_from(with_rows(publication), entries[publication.pk])]
                    alarms = content_differences(with_rows(publication))
                    transaction.set_rollback(True)
            except (DatabaseError, ValueError):
                continue  # the database itself refuses the value
            done += 1
            is_rule = column.name == "rule"
            if not any(each[: len(path)] == path for each in found) or (len(found) != 1 and not is_rule):
                missed.append((path, str(value), found[:5]))
            beside = column.name in ("position", "number", "published_at", "published_by_name")
            if not alarms and not beside:
                unnoticed.append((path, str(value)))
    assert missed == []
    assert unnoticed == []


# --- in the JSON ---


def cells_of(content, path=(), steps=()):
    """Every scalar of a content with where it is: its name for people and the way to it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from cells_of(value, (*path, key), (*steps, key))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            own = value if isinstance(value, dict) else {}
            name = str(own.get("unit_code") or own.get("code") or place + 1)
            yield from cells_of(value, (*path, name), (*steps, place))
    elif content is not None and not isinstance(content, bool):
        yield path, steps, content


def test_a_digit_altered_in_the_json_is_named(tmp_path):
    chance = random.Random(SEED + 1)
    publications = make_corrected(make_cast())
    manifest, file = tmp_path / "ban-ke.json", tmp_path / "cong-bo.json"
    with manifest.open("w") as out:
        write_manifest([with_rows(each) for each in publications], out)
    missed, done = [], 0
    while done < TRIES:
        publication = chance.choice(publications)
        content = json.loads(canonical(publication))
        path, steps, value = chance.choice(list(cells_of(content)))
        text = other_digit(str(value), chance)
        if text is None:
            continue
        done += 1
        names = verifier.where(path, content)
        inside = content
        for step in steps[:-1]:
            inside = inside[step]
        inside[steps[-1]] = int(text) if isinstance(value, int) else text
        file.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
        said, code = run(file, "--ban-ke", manifest)
        _said, noticed = run(file, "--ma", publication.content_hash)
        if code != 1 or f"KHÁC  {names}: đang" not in said or "\n1 chỗ khác." not in said or noticed != 1:
            missed.append((path, value, text, said[-600:]))
    assert missed == []


def test_a_digit_altered_in_a_key_of_the_json_is_named(tmp_path):
    publications = make_corrected(make_cast())
    manifest, file = tmp_path / "ban-ke.json", tmp_path / "cong-bo.json"
    with manifest.open("w") as out:
        write_manifest([with_rows(each) for each in publications], out)
    content = json.loads(canonical(publications[0]))
    marks = content["results"][0]["marks"]
    marks["2.9"] = marks.pop("2.2")
    file.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    said, code = run(file, "--ban-ke", manifest)
    assert code == 1
    assert "Huyện Sông Êm, tiêu chí: 2.2" in said
    assert "Huyện Sông Êm, tiêu chí: 2.9" in said


# --- in the CSV ---


def test_a_digit_altered_in_the_csv_is_named(tmp_path):
    chance = random.Random(SEED + 2)
    cast = make_cast()
    before = make_computed(cast, 2023)
    publication = make_computed(
        cast, 2024, previous=before, measures=MEASURES | {"huyen-nui-xanh": MEASURES["huyen-song-em"]}
    )
    file, table = tmp_path / "cong-bo.json", tmp_path / "bang.csv"
    file.write_bytes(canonical(publication))
    reader = Client(headers={"host": "localhost"})
    raw = reader.get("/xep-hang/minh-hoa/quan-huyen/par/2024.csv").content
    table.write_bytes(raw)
    assert run(file, "--bang", table)[1] == 0, run(file, "--bang", table)
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    missed, done = [], 0
    while done < TRIES:
        line, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        text = other_digit(rows[line][column], chance)
        if text is None:
            continue
        done += 1
        altered = [list(row) for row in rows]
        altered[line][column] = text
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(altered)
        table.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")
        said, code = run(file, "--bang", table)
        named = f"KHÁC  Bảng, {rows[line][1]}: {rows[0][column]}:"
        if code != 1 or named.lower() not in said.lower() or "\n1 chỗ khác." not in said:
            missed.append((rows[line][1], rows[0][column], rows[line][column], text, said[-400:]))
    assert missed == []


# --- nowhere ---


def random_measures(chance: random.Random):
    """Other measures for every unit: any a rule takes."""

    def measure(leaf):
        draw = chance.random()
        if leaf == "1.1.1":
            return Measure(amount=Decimal(chance.randrange(30001)) / 10000)
        if leaf == "1.1.2":
            return Measure(choice=chance.choice(["yes", "no"]))
        if leaf == "1.2":
            return Measure(choice=chance.choice(["du", "tre", "khong"]))
        if leaf in ("2.3", "2.4", "2.7", "2.8"):
            return None if draw < 0.1 else Measure(amount=Decimal(chance.randrange(12)))
        if leaf in ("2.1", "2.2") and draw < 0.5:
            base = chance.randrange(1, 5000)
            return Measure(amount=Decimal(chance.randrange(base + 1)), base=Decimal(base))
        return Measure(amount=Decimal(chance.randrange(1_000_001)) / 10000)

    return {unit: {leaf: measure(leaf) for leaf in own} for unit, own in MEASURES.items()}


def test_untouched_publications_raise_no_alarm(tmp_path):
    chance = random.Random(SEED + 3)
    cast = make_cast()
    file, manifest = tmp_path / "cong-bo.json", tmp_path / "ban-ke.json"
    alarms = []
    for _each in range(max(TRIES // 2, 1) if TRIES < 1000 else TRIES):
        with transaction.atomic():
            publication = make_computed(cast, 2024, measures=random_measures(chance))
            stored = with_rows(publication)
            file.write_bytes(canonical(stored))
            with manifest.open("w") as out:
                write_manifest([stored], out)
            own = [
                *content_differences(stored),
                *differences_from(stored, json.loads(manifest.read_text())["publications"][0]),
            ]
            text, code = run(file, "--ban-ke", manifest, "--ma", publication.content_hash)
            if own or code:
                alarms.append((own[:3], text[-500:]))
            transaction.set_rollback(True)
    assert alarms == []
