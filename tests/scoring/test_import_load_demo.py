"""`load_demo` loads a folder once, publishes it, and is quick and silent about it the second time."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scoring.management.commands import load_demo
from scoring.models import Publication
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    make_cast()
    group = "minh-hoa-quan-huyen"
    (tmp_path / "publications.csv").write_text(f"index,year,group,source\npar,2020,{group},s\n")
    (tmp_path / "results-minh-hoa.csv").write_text(
        f"index,year,group,unit_name,rank,total,source\npar,2020,{group},Sông Êm,1,90,s\n"
    )
    return tmp_path


def load(folder, **options) -> str:
    out = StringIO()
    call_command("load_demo", folder=folder, stdout=out, **options)
    return out.getvalue()


def test_a_folder_is_loaded_and_published(folder):
    assert "công bố 1" in load(folder)
    assert Publication.objects.published().count() == 1


def test_the_second_run_does_not_even_read_the_rows(folder, monkeypatch):
    load(folder)
    monkeypatch.setattr(load_demo, "import_files", None)
    assert "Không có gì thay đổi" in load(folder)


def test_the_second_run_can_be_made_to_look_again(folder):
    load(folder)
    assert "Không có gì thay đổi" in load(folder, again=True)


def test_a_folder_without_files_is_wrong_usage(tmp_path):
    with pytest.raises(CommandError) as refused:
        load(tmp_path)
    assert refused.value.returncode == 2
