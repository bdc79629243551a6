"""Everything the demo shows is whole: both verifiers pass on every publication, the invented rounds too."""

import importlib.util
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from scoring.canonical import canonical
from scoring.manifest import every_publication, with_rows

PROGRAM = Path(__file__).parents[2] / "static" / "verify" / "kiem_tra_cong_bo.py"
spec = importlib.util.spec_from_file_location("kiem_tra_cong_bo", PROGRAM)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


@pytest.fixture(scope="module")
def whole_demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0, stdout=io.StringIO())
        call_command("load_minh_hoa", verbosity=0, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def test_verify_publication_finds_every_publication_whole(whole_demo, db):
    out = io.StringIO()
    call_command("verify_publication", "--all", stdout=out)
    assert "tất cả nguyên vẹn" in out.getvalue()


def test_the_stand_alone_verifier_agrees(whole_demo, db, tmp_path, capsys):
    file, count = tmp_path / "cong-bo.json", 0
    for publication in every_publication():
        file.write_bytes(canonical(with_rows(publication)))
        code = verifier.main([str(file), "--ma", publication.content_hash])
        assert code == 0, capsys.readouterr().out
        count += publication.origin == "computed"
    assert count >= 8
