"""The pack of a meeting: whole, the same bytes whenever it is made, offered when it is made and as long as it is true."""

import hashlib
import io
import os
import zipfile

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parindex.portal import packs, papers
from scoring import published
from scoring.actions.publications import publish
from scoring.core.rules import Measure
from scoring.explaining.units import explain
from scoring.published.meeting import load_meeting
from scoring.published.why import load_whys
from tests.cast import make_cast
from tests.factories import make_fact, make_publication, make_published
from tests.factories_computed import altered, draft_computed, freeze, make_computed, make_corrected

from .papers_read import A3_ACROSS, A4, by_libreoffice, docx_paragraphs, page_sizes, pdf_words

pytestmark = pytest.mark.django_db
SITE = "http://localhost/"
NAMES = [
    "doc-truoc.txt", "SHA256SUMS", "thong-bao.docx", "phu-luc.xlsx", "phu-luc.pdf", "bang-a3.pdf",
    "don-vi/01-huyen-song-em.pdf", "don-vi/02-huyen-nui-xanh.pdf", "don-vi/03-quan-ben-moi.pdf",
    "don-vi/04-huyen-ho-guom-nho.pdf",
]  # fmt: skip


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def computed():
    cast = make_cast()
    before = altered({("huyen-nui-xanh", "1.2"): Measure(choice="du")})
    first = make_computed(cast, 2023, measures=before, set_code="minh-hoa-2024")
    return freeze(draft_computed(cast, 2024, previous=first))


def make(*numbers: int, **options) -> None:
    call_command("make_papers", SITE, publication=list(numbers), **options)


def opened(reader: Client, number: int) -> dict[str, bytes]:
    response = reader.get(f"/cong-bo/{number}/ho-so-hop.zip")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == f'attachment; filename="ho-so-hop-{number}.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_everything_and_the_sum_of_each_file(reader, computed):
    make(computed.number)
    files = opened(reader, computed.number)
    assert sorted(files) == sorted(NAMES)
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    readme = files["doc-truoc.txt"].decode()
    assert "DỮ LIỆU MINH HỌA" in readme
    assert published.release_by_number(computed.number).check_code in readme


def test_its_papers_are_those_that_are_downloaded_one_by_one(reader, computed):
    make(computed.number)
    files = opened(reader, computed.number)
    for name in ("thong-bao.docx", "phu-luc.xlsx", "phu-luc.pdf", "bang-a3.pdf"):
        assert reader.get(f"/cong-bo/{computed.number}/{name}").content == files[name], name
    assert reader.get("/don-vi/huyen-song-em/2024.pdf").content == files["don-vi/01-huyen-song-em.pdf"]


def test_sheets_are_one_page_of_a4_and_the_block_is_a3(reader, computed):
    make(computed.number)
    files = opened(reader, computed.number)
    assert {name: page_sizes(files[name]) for name in NAMES if name.startswith("don-vi/")} == {
        name: [A4] for name in NAMES if name.startswith("don-vi/")
    }
    assert set(page_sizes(files["bang-a3.pdf"])) == {A3_ACROSS}
    for name in NAMES[4:]:
        assert "DỮ LIỆU MINH HỌA" in pdf_words(files[name]).upper(), name


def test_a_sheet_says_why_what_was_lost_and_who_does_well(reader, computed):
    said = pdf_words(reader.get("/don-vi/huyen-nui-xanh/2024.pdf").content)
    why = load_meeting(published.release_by_number(computed.number)).whys["huyen-nui-xanh"]

    for sentence in explain(why):
        assert str(sentence) in said
    for text in ("Mất 14,4 điểm ở 7 trong 11 tiêu chí", "2.5 Đánh giá của cán bộ", "mất 3,11 lặp lại", "đạt tối đa"):
        assert text in said, text
    line = said[said.index("1.2 Tiến độ") :]
    assert "Huyện Sông Êm, Quận Bến Mới" in line[:200]
    assert "/don-vi/huyen-nui-xanh/2024/" in said


def test_the_block_sheet_has_every_figure_of_the_page(reader, computed):
    said = pdf_words(reader.get(f"/cong-bo/{computed.number}/bang-a3.pdf").content)
    ranking = published.load_ranking(published.release_by_number(computed.number))
    for row in ranking.rows:
        assert row.name in said
        for figure in (row.total, row.index_percent, *row.scores.values()):
            assert figure.printed in said
    for text in ("1. Cải cách thể chế", "Lĩnh vực", "Thành phần", "Thay đổi hạng"):
        assert text in said


def test_libreoffice_opens_its_documents(reader, computed, tmp_path):
    make(computed.number)
    files = opened(reader, computed.number)
    printed = by_libreoffice({name: files[name] for name in ("thong-bao.docx", "phu-luc.xlsx")}, tmp_path)
    assert {tuple(sorted(size)) for size in page_sizes(printed["thong-bao.docx"])} == {A4}
    assert set(page_sizes(printed["phu-luc.xlsx"])) == {A3_ACROSS}, "twelve columns"
    assert all("Huyện Sông Êm" in pdf_words(content) for content in printed.values())
    assert not any(
        isinstance(cell, str) and cell.startswith("=")
        for row in openpyxl.load_workbook(io.BytesIO(files["phu-luc.xlsx"])).active.iter_rows(values_only=True)
        for cell in row
    )


def test_the_same_publication_gives_the_same_bytes_made_anew(computed, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        make(computed.number, to=folder)
        for kept in [*(settings.VAR_DIR / "papers").glob("*.*"), *(settings.VAR_DIR / "packs").glob("*.zip")]:
            kept.unlink()
    first, second = ((folder / f"ho-so-hop-{computed.number}.zip").read_bytes() for folder in folders)
    assert first == second


def test_a_page_offers_it_only_when_it_is_made(reader, computed):
    page = f"/cong-bo/{computed.number}/"
    assert "ho-so-hop.zip" not in reader.get(page).content.decode()
    asked = reader.get(f"{page}ho-so-hop.zip")
    assert asked.status_code == 404
    assert "Hồ sơ họp chưa được lập" in asked.content.decode()
    assert f"{page}thong-bao.docx" in asked.content.decode(), "what there is instead"
    make(computed.number)
    assert f'href="{page}ho-so-hop.zip"' in reader.get(page).content.decode()


def test_no_request_makes_one(reader, computed, monkeypatch):
    monkeypatch.setattr(packs, "make", lambda *_args: pytest.fail("a request makes a pack"))
    assert reader.get(f"/cong-bo/{computed.number}/ho-so-hop.zip").status_code == 404


def test_a_correction_takes_the_old_one_from_the_page(reader):
    cast = make_cast()
    first = make_computed(cast)
    make(first.number)
    assert reader.get(f"/cong-bo/{first.number}/ho-so-hop.zip").status_code == 200
    make_computed(cast, version=2, supersedes=first, reason="Sửa số liệu.", measures=altered({}))
    assert reader.get(f"/cong-bo/{first.number}/ho-so-hop.zip").status_code == 404


def test_of_a_draft_there_is_nothing(reader, computed):
    draft = draft_computed(_cast_of(computed), 2025)
    assert draft.number is None
    for name in ("thong-bao.docx", "bang-a3.pdf", "ho-so-hop.zip"):
        assert reader.get(f"/cong-bo/{computed.number + 1}/{name}").status_code == 404
    with pytest.raises(CommandError) as refused:
        make(computed.number + 1)
    assert refused.value.returncode == 2


def _cast_of(publication):
    from tests.cast import Cast
    from units.models import Unit

    group = publication.group
    units = {unit.code: unit for unit in Unit.objects.all()}
    return Cast(None, group.parent, group, None, None, None, publication.index, units)


def test_a_table_with_holes_has_a_pack_that_says_so(reader):
    cast = make_cast()
    rows = [(cast["huyen-song-em"], 1, "90.5"), (cast["huyen-nui-xanh"], None, None)]
    number = make_published(cast.par, cast.districts, 2023, rows, unit_count=4).number
    make(number)
    files = opened(reader, number)
    assert "không công bố" in pdf_words(files["bang-a3.pdf"])
    assert "không công bố" in pdf_words(files["don-vi/02-nui-xanh.pdf"])


def test_names_of_files_are_plain_and_short(reader):
    cast = make_cast()
    name = "=Đặng /..\\ <Ủy> " + "dài " * 60
    number = make_published(cast.par, cast.districts, 2023, [(cast["huyen-song-em"], 1, "90.5")]).number
    ranking = published.load_ranking(published.release_by_number(number))
    made = packs._name(1, name)
    assert made.startswith("don-vi/01-dang-uy-dai-dai")
    assert len(made) < 80
    assert packs._name(2, "\u202e…") == "don-vi/02.pdf"
    assert ranking.rows


def test_what_the_command_says_and_how_it_ends(computed, capsys, tmp_path, monkeypatch):
    make(computed.number, to=tmp_path)
    assert "Có đủ giấy tờ của 1 bảng: 1 hồ sơ họp, 4 phiếu của đơn vị." in capsys.readouterr().out
    assert (tmp_path / f"ho-so-hop-{computed.number}.zip").exists()
    for arguments, code in (({"publication": [99]}, 2), ({"to": tmp_path / "khong-co"}, 2)):
        with pytest.raises(CommandError) as refused:
            call_command("make_papers", SITE, **arguments)
        assert refused.value.returncode == code
    monkeypatch.setattr(settings, "ASSETS_DIR", tmp_path)
    papers._fonts.cache_clear()
    with pytest.raises(CommandError) as failed:
        make(computed.number - 1)
    papers._fonts.cache_clear()
    assert failed.value.returncode == 1


def test_everything_at_once_is_what_units_load_one_by_one(computed):
    release = published.release_by_number(computed.number)
    meeting = load_meeting(release)
    assert len(meeting.whys) == len(meeting.blocks) == 4
    for unit, why in meeting.whys.items():
        below = published.load_assessments([release], unit=unit)
        alone = load_whys([meeting.ranking], unit, below)[release.number]
        assert (why.split, why.parts, why.rank) == (alone.split, alone.parts, alone.rank)
        block = published.load_blocks(below, [meeting.ranking], unit)[release.number]
        mine = meeting.blocks[unit]
        assert mine.agrees
        assert (mine.losses, mine.path, mine.year_before) == (block.losses, block.path, block.year_before)


def test_everything_at_once_takes_a_fixed_number_of_queries(computed):
    release = published.release_by_number(computed.number)
    with CaptureQueriesContext(connection) as asked:
        load_meeting(release)
    assert len(asked) == 19


def test_packs_kept_have_an_end(monkeypatch, tmp_path):
    monkeypatch.setattr(papers, "MOST_KEPT", 3)
    for number in range(5):
        papers.keep(tmp_path / f"{number}.zip", b"PK")
        os.utime(tmp_path / f"{number}.zip", (number, number))
    assert sorted(each.name for each in tmp_path.glob("*.zip")) == ["2.zip", "3.zip", "4.zip"]


def test_a_corrected_table_can_still_be_asked_for_by_its_number(reader):
    first, _second = make_corrected(make_cast())
    make(first.number)
    assert "không còn hiệu lực" in pdf_words(opened(reader, first.number)["phu-luc.pdf"])


def test_a_publication_of_figures_for_the_whole_block_alone_has_papers_too(reader):
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts, 2023)
    make_fact(publication, "Điểm trung bình", "87.5")
    number = publish(publication=publication, by=None).number
    make(number)
    files = opened(reader, number)
    assert set(files) == {name for name in NAMES if not name.startswith("don-vi/")}
    assert "Điểm trung bình: 87,5" in " ".join(docx_paragraphs(files["thong-bao.docx"]))
