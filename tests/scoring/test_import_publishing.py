"""From draft to published to corrected: what `--publish` does, computes and refuses."""

import json
from decimal import Decimal

import pytest

from scoring.actions.imports import import_files
from scoring.actions.publications import PublicationRefused, publish
from scoring.canonical import canonical
from scoring.imports.workbook import SourceFile
from scoring.models import Event, Publication
from tests.factories import make_component, make_index, make_publication, make_result, make_user
from tests.factories_computed import approval_of

pytestmark = pytest.mark.django_db
GROUP = "minh-hoa-quan-huyen"
ROWS = (("Sông Êm", "1", "95"), ("Núi Xanh", "2-3", "90"), ("Bến Mới", "2-3", "90"), ("Hồ Gươm Nhỏ", "4", "70"))


def publication_rows(*versions: tuple[str, str]) -> str:
    heading = "index,year,group,version,reason,unit_count,source\n"
    return heading + "".join(f"par,2020,{GROUP},{version},{reason},4,Nguồn\n" for version, reason in versions)


def result_rows(rows=ROWS, version: str = "") -> str:
    heading = "index,year,group,version,unit_name,rank,total,source\n"
    return heading + "".join(f"par,2020,{GROUP},{version},{name},{rank},{total},Nguồn\n" for name, rank, total in rows)


def bring(*texts: str, **options):
    sources = [SourceFile(f"{number}.csv", text.encode()) for number, text in enumerate(texts)]
    return import_files(sources=sources, by=options.pop("by", None), **options)


def test_publishing_computes_ranks_takes_the_hash_and_records_who(cast):
    person = make_user()

    outcome = bring(publication_rows(("1", "")), result_rows(), publish=True, by=person)

    publication = Publication.objects.published().get()
    assert outcome.published == [publication]
    assert [(each.rank, each.rank_computed) for each in publication.results.all()] == [(1, 1), (2, 2), (2, 2), (4, 4)]
    assert (publication.published_by, len(publication.content_hash)) == (person, 64)
    event = Event.objects.get(verb="publish")
    assert (event.by, event.data["number"]) == (person, publication.number)
    assert event.data["content_hash"] == publication.content_hash


def test_a_draft_is_published_by_the_same_file_with_publish(cast):
    bring(publication_rows(("1", "")), result_rows())
    assert Publication.objects.get().status == "draft"

    bring(publication_rows(("1", "")), result_rows(), publish=True)

    assert Publication.objects.get().status == "published"


def test_a_draft_takes_the_figures_of_the_next_file(cast):
    bring(publication_rows(("1", "")), result_rows())
    outcome = bring(result_rows([("Sông Êm", "1", "96")]))

    assert outcome.updated == {"PublishedResult": 1}
    assert Publication.objects.get().results.get(unit_code="huyen-song-em").total == 96
    assert any("còn 3 đơn vị không có trong tệp" in problem.message for problem in outcome.problems)


def test_ranks_are_not_computed_while_a_total_is_missing(cast):
    bring(publication_rows(("1", "")), result_rows([*ROWS[:3], ("Hồ Gươm Nhỏ", "4", "")]), publish=True)
    assert set(Publication.objects.get().results.values_list("rank_computed", flat=True)) == {None}


def test_ranks_are_not_computed_while_a_unit_is_missing(cast):
    bring(publication_rows(("1", "")), result_rows(ROWS[:3]), publish=True)
    assert set(Publication.objects.get().results.values_list("rank_computed", flat=True)) == {None}


@pytest.mark.parametrize("origin", ["transcribed", "computed"])
def test_ranks_of_a_block_of_unknown_size_are_not_made_at_publication(cast, origin):
    """Of a round computed here both rankings are in the rows already, as they were approved."""
    draft = make_publication(cast.par, cast.districts, origin=origin)
    make_result(draft, cast["huyen-song-em"], 1, "90")
    make_result(draft, cast["huyen-nui-xanh"], 2, "80")

    approved = approval_of(draft) if origin == "computed" else None
    publish(publication=draft, approved=approved, by=None)

    assert set(draft.results.values_list("rank_computed", flat=True)) == {None}


def test_ranks_of_papi_are_never_made(cast):
    papi = make_index("papi", scale_max=Decimal(80))
    draft = make_publication(papi, cast.districts, unit_count=1)
    make_result(draft, cast["huyen-song-em"], None, "42.5")

    publish(publication=draft, by=None)

    assert draft.results.get().rank_computed is None


def test_a_made_rank_of_papi_is_refused(cast):
    papi = make_index("papi", scale_max=Decimal(80))
    draft = make_publication(papi, cast.districts)
    make_result(draft, cast["huyen-song-em"], 1, "42.5", rank_basis="derived")

    with pytest.raises(PublicationRefused, match="PAPI không cho phép tự xếp hạng"):
        publish(publication=draft, by=None)


def test_a_correction_supersedes_and_the_old_version_stays_as_it_was(cast):
    bring(publication_rows(("1", "")), result_rows(), publish=True)
    before = canonical(Publication.objects.get())

    corrected = [("Sông Êm", "1", "95.5"), *ROWS[1:]]
    outcome = bring(publication_rows(("2", "Gõ nhầm điểm")), result_rows(corrected), publish=True)

    assert not outcome.has_errors
    old, new = Publication.objects.order_by("version")
    assert (new.supersedes, new.version, new.reason) == (old, 2, "Gõ nhầm điểm")
    assert list(Publication.objects.current()) == [new]
    assert canonical(old) == before
    assert Event.objects.filter(verb="correct", reason="Gõ nhầm điểm").exists()


def test_a_publication_and_its_correction_may_come_in_one_call(cast):
    corrected = [("Sông Êm", "1", "95.5"), *ROWS[1:]]
    texts = [
        publication_rows(("2", "Gõ nhầm"), ("1", "")),
        result_rows(version="1"),
        result_rows(corrected, version="2"),
    ]

    assert not bring(*texts, publish=True).has_errors
    assert [each.number for each in Publication.objects.order_by("version")] == [1, 2]
    assert bring(*texts, publish=True).is_unchanged


def test_rows_must_say_their_version_where_there_are_several(cast):
    outcome = bring(publication_rows(("1", ""), ("2", "Gõ nhầm")), result_rows(), publish=True)
    assert any("nhiều phiên bản" in problem.message for problem in outcome.problems)
    assert not Publication.objects.exists()


def test_a_correction_of_a_draft_is_refused_unless_the_draft_is_published_too(cast):
    outcome = bring(publication_rows(("1", ""), ("2", "Gõ nhầm")), result_rows(version="1"))
    assert any("phiên bản 1 chưa công bố" in problem.message for problem in outcome.problems)


def test_nothing_to_publish_is_refused(cast):
    outcome = bring(publication_rows(("1", "")), publish=True)
    assert any("chưa có kết quả nào" in problem.message for problem in outcome.problems)
    assert not Publication.objects.exists()


def test_the_canonical_bytes_do_not_depend_on_how_numbers_are_stored(cast):
    draft = make_publication(cast.par, cast.districts)
    component = make_component(draft, max_score=Decimal("60.0000"))
    make_result(draft, cast["huyen-song-em"], 1, "90.50", scores={component: "54.1"})
    stored = canonical(Publication.objects.get())

    content = json.loads(stored)

    assert content["results"][0]["total"] == "90.5"
    assert content["results"][0]["scores"]["tham-dinh"]["value"] == "54.1"
    assert content["components"][0]["max_score"] == "60"
    assert canonical(Publication.objects.get()) == stored


def test_every_figure_and_name_is_in_the_canonical_bytes(cast):
    draft = make_publication(cast.par, cast.districts)
    component = make_component(draft)
    result = make_result(draft, cast["huyen-song-em"], 1, "90.50", scores={component: "54.1"})
    before = canonical(Publication.objects.get())

    for row, name, value in (
        (result, "total", Decimal("90.51")),
        (result, "printed_name", "Huyện Sông Êm"),
        (result, "note", "ghi chú"),
        (result.scores.get(), "printed", "54,10"),
        (component, "name", "Thẩm định"),
        (draft, "decision_number", "1/QĐ"),
    ):
        setattr(row, name, value)
        row.save()
        after = canonical(Publication.objects.get())
        assert after != before, name
        before = after


def test_publishing_twice_is_refused(cast):
    draft = make_publication(cast.par, cast.districts)
    make_result(draft, cast["huyen-song-em"], 1, "90.50")
    publish(publication=draft, by=None)

    with pytest.raises(PublicationRefused, match="đã được công bố"):
        publish(publication=draft, by=None)


def test_a_total_missing_its_sum_by_two_hundredths_is_rounding_and_by_more_is_a_warning(cast):
    draft = make_publication(cast.par, cast.districts, 2020)
    make_component(draft, "tham-dinh")
    make_component(draft, "dieu-tra")
    heading = "index,year,group,unit_name,total,c.tham-dinh,c.dieu-tra,source\n"
    rows = heading + f"par,2020,{GROUP},Sông Êm,90.52,60,30.5,s\npar,2020,{GROUP},Núi Xanh,90.53,60,30.5,s\n"

    outcome = bring(rows)

    assert [problem.row for problem in outcome.problems] == [3]
    assert "tính từ các thành phần là 90,5" in outcome.problems[0].message


def test_the_printed_name_falls_back_to_the_name_of_that_time(cast):
    names = "unit,form,full_name,valid_to,source\nhuyen-song-em,thị xã,Thị xã Sông Êm,2020-12-31,s\n"
    bring(names)
    rows = f"index,year,group,unit,source\npar,2020,{GROUP},huyen-song-em,s\n"
    bring(publication_rows(("1", "")), rows)
    assert Publication.objects.get().results.get().printed_name == "Thị xã Sông Êm"
