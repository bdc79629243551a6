"""What the desk releases is whole: recomputation, the manifest and the stand-alone verifier agree with how it was composed."""

import importlib.util
import json
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.actions.composition import compose
from scoring.actions.freezing import freeze
from scoring.actions.publications import publish
from scoring.canonical import canonical
from scoring.core.rules import Measure
from scoring.manifest import differences_from, entry_of, with_rows
from scoring.models import AssessmentRound, SatisfactionFigure, Sheet
from scoring.verification import content_differences
from tests.cast import make_cast
from tests.factories_computed import approval_of
from tests.factories_round import NOT_APPLICABLE, make_round

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).parents[2] / "static" / "verify" / "kiem_tra_cong_bo.py"
spec = importlib.util.spec_from_file_location("kiem_tra_cong_bo", PROGRAM)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)
FIRST, SECOND, THIRD = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho"


def left_out(made):
    Sheet.objects.filter(pk=made.sheets[THIRD].pk).update(left_out_reason="Mới thành lập")


def small_base(made):
    SatisfactionFigure.objects.filter(sheet=made.sheets[SECOND]).update(base=4)


def no_survey(made):
    AssessmentRound.objects.filter(pk=made.round.pk).update(survey_made=False)
    made.criteria_set.__class__.objects.filter(pk=made.criteria_set.pk).update(rescale_without_survey=True)


def exact_ranks(made):
    made.criteria_set.__class__.objects.filter(pk=made.criteria_set.pk).update(
        rank_on="exact", tie_rule="dense", places=1
    )


SHAPES = {
    "plain": {},
    "a leaf does not apply": {"marks": {(FIRST, "2.1"): NOT_APPLICABLE}},
    "an area does not apply": {
        "marks": {(FIRST, leaf): NOT_APPLICABLE for leaf in ("1.1", "1.2.1", "1.2.2", "1.3")},
    },
    "a mark is missing": {"marks": {(SECOND, "1.1"): None}},
    "points of four decimals": {"marks": {(SECOND, "2.1"): Measure(amount=Decimal(2), base=Decimal(3))}},
    "typed survey": {"surveys": False},
    "a unit is left out": {"then": left_out},
    "a small base": {"then": small_base},
    "no survey": {"surveys": False, "then": no_survey},
    "other rules of rounding and ties": {"then": exact_ranks},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_released_round_raises_no_alarm_anywhere(shape, tmp_path, capsys):
    options = dict(SHAPES[shape])
    then = options.pop("then", None)
    made = make_round(make_cast(), **options)
    if then:
        then(made)
    contents = compose(AssessmentRound.objects.get(pk=made.round.pk))
    draft = freeze(contents)
    publication = with_rows(publish(publication=draft, approved=approval_of(draft), by=None))
    assert content_differences(publication) == []
    entry = json.loads(json.dumps(entry_of(publication)))
    assert differences_from(publication, entry) == []
    file, manifest = tmp_path / "cong-bo.json", tmp_path / "ban-ke.json"
    file.write_bytes(canonical(publication))
    manifest.write_text(json.dumps({"format": 1, "publications": [entry]}))
    code = verifier.main([str(file), "--ma", publication.content_hash])
    assert code == 0, capsys.readouterr().out
    assert verifier.main([str(file), "--ban-ke", str(manifest)]) == 0
