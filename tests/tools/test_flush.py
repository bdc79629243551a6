"""Transactional tests can empty the frozen tables, and find the guards standing afterwards."""

import pytest

from scoring import guards
from scoring.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_tables_are_empty_and_guarded_at_each_turn(turn):
    assert not Event.objects.exists()
    assert guards.missing() == []
    Event.objects.create(verb="import", channel="test", subject="x")
