"""Prepares a database for the browser: Tỉnh Minh Họa, its districts' result of 2023 published, two people of the Sở.

Run as `python -m tests.e2e.year_round`. Lan is in the groups that prepare, enter and submit; Hùng in the one that approves.
"""

import os


def prepare() -> None:
    from scoring.actions.roles import ensure_groups
    from scoring.roles import APPROVES, ENTERS, SUBMITS
    from tests.cast import make_cast
    from tests.factories import make_user
    from tests.factories_release import make_people, released
    from tests.factories_round import make_criteria_set, make_round

    cast = make_cast()
    last_year, _nodes = make_criteria_set(
        cast.par, code="bo-thu-nghiem-2023", name="Bộ tiêu chí thử nghiệm 2023", year=2023
    )
    released(make_round(cast, year=2023, criteria_set=last_year).round, make_people())
    groups = ensure_groups(by=None)
    for username, last_name, first_name, parts in (
        ("lan", "Nguyễn Thị", "Lan", (SUBMITS, ENTERS)),
        ("hung", "Trần Văn", "Hùng", (APPROVES,)),
    ):
        person = make_user(username, is_staff=True, last_name=last_name, first_name=first_name)
        person.groups.set([groups[part] for part in parts])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
    import django

    django.setup()
    prepare()
