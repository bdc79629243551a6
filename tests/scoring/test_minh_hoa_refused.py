"""Where Tỉnh Minh Họa cannot be loaded it says so, and nothing is written."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from scoring.actions import illustration
from scoring.actions.illustration import CannotIllustrate, load
from scoring.models import CriteriaSet
from tests.factories import make_index, make_unit
from units.models import Unit, UnitForm, UnitKind

pytestmark = pytest.mark.django_db


def test_without_the_index_it_says_what_to_run_first():
    with pytest.raises(CannotIllustrate, match="load_demo"):
        load(by=None)
    with pytest.raises(CommandError) as refused:
        call_command("load_minh_hoa")
    assert refused.value.returncode == 2


def test_a_code_that_is_taken_stops_it_before_anything_is_written():
    make_index()
    make_unit("Minh Họa", UnitKind.PROVINCE, UnitForm.PROVINCE, code="minh-hoa")
    with pytest.raises(CannotIllustrate, match="minh-hoa"):
        load(by=None)
    assert not CriteriaSet.objects.exists()
    assert not get_user_model().objects.exists()


def test_a_load_that_fails_half_way_leaves_nothing(monkeypatch):
    make_index()

    def fails(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(illustration, "_publish", fails)
    with pytest.raises(RuntimeError):
        load(by=None)
    assert not Unit.objects.exists()
    assert not get_user_model().objects.exists()


def test_it_is_refused_on_a_real_portal(settings):
    make_index()
    settings.DEMO = False
    with pytest.raises(CommandError) as refused:
        call_command("load_minh_hoa")
    assert refused.value.returncode == 2
    assert not Unit.objects.exists()
