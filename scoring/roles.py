"""The three parts people have in a year's assessment, as groups of the admin; one person may be in several."""

from collections.abc import Mapping

ENTERS, SUBMITS, APPROVES = "Nhập điểm", "Trình công bố", "Phê duyệt"

# Who submits also prepares the round. Submitting and approving are kept apart by person, not by group
# (scoring/policies.py), so that an account in both groups still needs a second one.
PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    ENTERS: ("enter_scores",),
    SUBMITS: ("manage_round", "submit_round"),
    APPROVES: ("approve_round",),
}
