"""`manage.py verify_publication`: whole publications pass, an altered cell is named, wrong calls are refused."""

import io
import json
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.management.commands.verify_publication import Command
from scoring.models import Publication, PublishedMark, PublishedResult
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import make_corrected
from tests.factories_computed import unguarded as without_guards

from .test_guards_stand import manage

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    cast = make_cast()
    make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5")])
    return make_corrected(cast)


@pytest.fixture
def unguarded(published):
    """The frozen rows as whoever owns the database meets them: without triggers."""
    with without_guards():
        yield published


def verify(*arguments, **options):
    """What the command says to who runs it, whom Django's system checks meet first, and its exit code."""
    out = io.StringIO()
    if Command.requires_system_checks:
        options["skip_checks"] = False  # call_command skips them else
    try:
        call_command("verify_publication", *arguments, stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}", error.returncode
    return out.getvalue(), 0


def mark(number, unit, code):
    return PublishedMark.objects.filter(
        result__publication__number=number, result__unit_code=unit, criterion__code=code
    )


def test_untouched_publications_pass(published, tmp_path):
    kept = tmp_path / "ban-ke.json"
    text, code = verify("--all", "--write-manifest", str(kept))
    assert (code, "Đã kiểm 3 công bố: tất cả nguyên vẹn." in text) == (0, True)
    assert verify("--all", "--against", str(kept))[1] == 0
    assert verify("2")[1] == 0


def test_an_altered_point_is_named_with_its_unit_criterion_and_column(unguarded):
    mark(2, "huyen-nui-xanh", "2.2").update(points="7.02")
    text, code = verify("--all")
    assert code == 1
    assert "Huyện Núi Xanh, tiêu chí 2.2" in text
    assert "7.02" in text
    assert "7.01" in text
    assert "1 công bố không còn nguyên vẹn" in text


def test_with_the_system_checks_before_it_the_command_would_name_no_cell(unguarded, monkeypatch):
    mark(2, "huyen-nui-xanh", "2.2").update(points="7.02")
    monkeypatch.setattr(Command, "requires_system_checks", "__all__")
    text, code = verify("--all")
    assert (code, "scoring.E002" in text, "Huyện Núi Xanh" in text) == (1, True, False)


def test_run_as_a_program_it_names_the_altered_cell_with_the_exit_codes_of_its_help(tmp_path):
    load = "from tests.cast import make_cast; from tests.factories_computed import make_corrected; make_corrected(make_cast())"
    assert manage(tmp_path, "manage.py", "migrate", "--verbosity=0").returncode == 0
    made = manage(tmp_path, "manage.py", "shell", "--command", load)
    assert made.returncode == 0, made.stderr
    kept = str(tmp_path / "ban-ke.json")
    whole = manage(tmp_path, "manage.py", "verify_publication", "--all", "--write-manifest", kept)
    assert (whole.returncode, whole.stderr) == (0, "")
    with sqlite3.connect(tmp_path / "own.sqlite3") as database:
        database.execute("DROP TRIGGER frozen_update_scoring_publishedmark")
        altered = database.execute(
            "UPDATE scoring_publishedmark SET points = '7.02' WHERE id = (SELECT mark.id FROM scoring_publishedmark mark"
            " JOIN scoring_publishedcriterion leaf ON leaf.id = mark.criterion_id"
            " JOIN scoring_publishedresult line ON line.id = mark.result_id"
            " JOIN scoring_publication whole ON whole.id = line.publication_id"
            " WHERE leaf.code = '2.2' AND line.unit_code = 'huyen-nui-xanh' AND whole.number = 1)"
        )
        assert altered.rowcount == 1
    database.close()
    for arguments in (["--all"], ["1"], ["--all", "--against", kept]):
        found = manage(tmp_path, "manage.py", "verify_publication", *arguments)
        assert found.returncode == 1, found.stderr
        assert "Huyện Núi Xanh, tiêu chí 2.2" in found.stdout
        assert "7.02" in found.stdout
        assert "1 công bố không còn nguyên vẹn" in found.stderr
    assert manage(tmp_path, "manage.py", "verify_publication", "2").returncode == 0
    for wrong in ([], ["99"], ["--all", "--against", "/khong/co.json"], ["--no-such-option"]):
        assert manage(tmp_path, "manage.py", "verify_publication", *wrong).returncode == 2


def test_an_altered_input_from_which_nothing_follows_is_named_by_the_manifest(unguarded, tmp_path):
    kept = tmp_path / "ban-ke.json"
    verify("--all", "--write-manifest", str(kept))
    mark(2, "huyen-nui-xanh", "1.1.1").update(self_score="1")
    without, code = verify("--all")
    assert code == 1
    assert "mã băm nội dung" in without
    assert "tiêu chí" not in without
    text, code = verify("--all", "--against", str(kept))
    assert code == 1
    assert "Huyện Núi Xanh, tiêu chí 1.1.1" in text
    assert "điểm tự chấm" in text


def test_what_stands_beside_the_content_is_in_the_manifest_too(unguarded, tmp_path):
    kept = tmp_path / "ban-ke.json"
    verify("--all", "--write-manifest", str(kept))
    PublishedResult.objects.filter(publication__number=2, unit_code="huyen-song-em").update(position=9)
    text, code = verify("--all", "--against", str(kept))
    assert (code, text.count("│ 2 ")) == (1, 1)
    assert "thứ tự trong bảng" in text
    Publication.objects.filter(number=3).update(number=8, published_by_name="Ai Khác")
    text, _code = verify("8", "--against", str(kept))
    assert "số công bố" in text
    assert "tên người đưa lên" in text


def test_a_publication_that_disappeared_is_told(unguarded, tmp_path):
    kept = tmp_path / "ban-ke.json"
    verify("--all", "--write-manifest", str(kept))
    Publication.objects.get(number=3).delete()
    text, code = verify("--all", "--against", str(kept))
    assert code == 1
    assert "công bố số 3 nhưng cổng không còn" in text


def test_a_publication_after_the_manifest_is_no_alarm(published, tmp_path):
    kept = tmp_path / "ban-ke.json"
    verify("1", "--write-manifest", str(kept))
    text, code = verify("--all", "--against", str(kept))
    assert code == 0
    assert "2 công bố chưa có trong bản kê" in text


@pytest.mark.parametrize("arguments", [(), ("99",), ("1", "--all"), ("--all", "--against", "/khong/co.json")])
def test_a_wrong_call_is_refused_with_a_sentence(published, arguments):
    text, code = verify(*arguments)
    assert code == 2
    assert text.strip()


def test_a_file_that_is_no_manifest_is_refused(published, tmp_path):
    for content in ("", "[]", "{}", '{"format":9,"publications":[]}', json.dumps({"format": 1, "publications": [{}]})):
        (tmp_path / "khac.json").write_text(content)
        assert verify("--all", "--against", str(tmp_path / "khac.json"))[1] == 2


def test_a_manifest_is_not_written_of_what_is_not_whole(unguarded, tmp_path):
    mark(2, "huyen-nui-xanh", "2.2").update(points="7.02")
    assert verify("--all", "--write-manifest", str(tmp_path / "ban-ke.json"))[1] == 1
    assert not (tmp_path / "ban-ke.json").exists()


def test_the_number_of_queries_grows_with_publications_and_not_with_rows(published):
    with CaptureQueriesContext(connection) as queries:
        verify("2")
    assert len(queries) <= 20, len(queries)
