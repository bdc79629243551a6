"""The templates carry a whole round: exported, filled by a script into an emptied copy, imported, published, not a byte differs."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction

from scoring.actions import illustration
from scoring.actions.surveys import enter_satisfaction, know
from scoring.canonical import canonical
from scoring.illustration.people import ENTERER
from scoring.imports.packets import GUIDE
from scoring.imports.workbook import SourceFile
from scoring.models import Appraisal, QuestionnaireReturn, SatisfactionFigure, Tally
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.packets.templates import scores_packet
from tests.factories import make_index

from .files import imported

WORKING = (Appraisal, Tally, QuestionnaireReturn, SatisfactionFigure)


def templates(round_) -> dict[str, bytes]:
    held = know(round_)
    return {
        "diem.xlsx": scores_packet(round_),
        "khao-sat.xlsx": tallies_packet(round_, held),
        "hai-long.xlsx": satisfaction_packet(round_, held),
    }


def filled(empty: bytes, full: bytes, *, but_one: bool = False) -> tuple[bytes, int]:
    """The empty template with every open cell filled as it is in the full one, and how many cells that were.

    `but_one`: the first count or percentage is another than in the full one.
    """
    target, source = (openpyxl.load_workbook(BytesIO(each)) for each in (empty, full))
    count = 0
    for sheet in source.worksheets:
        if sheet.title == GUIDE or sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and not cell.protection.locked:
                    place = target[sheet.title][cell.coordinate]
                    assert place.value is None
                    assert not place.protection.locked
                    value = cell.value
                    if but_one and isinstance(value, int | float):
                        value, but_one = value + 1, False
                    place.value, count = value, count + 1
    out = BytesIO()
    target.save(out)
    return out.getvalue(), count


class _Enough(Exception):
    """The rest of the province is not needed."""


@pytest.mark.django_db
def test_a_round_of_tinh_minh_hoa_comes_back_byte_for_byte(monkeypatch):
    make_index()
    publish, found = illustration._publish, {}

    def publish_twice(round_, people):
        for sheet in round_.sheets.filter(left_out_reason="")[:3]:  # the invented rounds have counts only
            percent = Decimal("91.37")
            enter_satisfaction(sheet=sheet, percent=percent, base=210, issued=230, source="Báo cáo", by=None)
        round_.refresh_from_db()
        with transaction.atomic():
            found["once"] = canonical(publish(round_, people))
            transaction.set_rollback(True)
        round_.refresh_from_db()
        full = templates(round_)
        for model in WORKING:
            model.objects.filter(sheet__round=round_).delete()
        empty = templates(round_)

        def publish_filled(altered: str = "") -> bytes:
            for name, content in empty.items():
                content, found[name] = filled(content, full[name], but_one=name == altered)
                if found[name]:
                    imported(round_, SourceFile(name, content), people[ENTERER])
            return canonical(publish(round_, people))

        with transaction.atomic():  # the control: one count more in one cell
            found["otherwise"] = publish_filled("khao-sat.xlsx")
            transaction.set_rollback(True)
        round_.refresh_from_db()
        found["again"] = publish_filled()
        raise _Enough

    monkeypatch.setattr(illustration, "_publish", publish_twice)
    with pytest.raises(_Enough):
        illustration.load(by=None)
    assert found["diem.xlsx"] > 1000
    assert found["khao-sat.xlsx"] > 100
    assert found["hai-long.xlsx"] == 3 * 4
    assert found["again"] == found["once"]
    assert found["otherwise"] != found["once"]
    print({name: found[name] for name in ("diem.xlsx", "khao-sat.xlsx", "hai-long.xlsx")}, len(found["again"]), "bytes")
