"""The empty workbook of a round's survey counts, under the name that it has in tests/exports/test_no_formula_leaves.py."""

from scoring.models import AssessmentRound
from scoring.packets.surveys import tallies_packet
from scoring.survey_entry import Known


def survey_workbook(round_: AssessmentRound) -> bytes:
    """`tallies_packet` with nothing held."""
    return tallies_packet(round_, Known())
