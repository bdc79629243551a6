"""The page that adds units to a round: those of the group that are not in it yet, for whoever prepares rounds."""

from scoring.actions.rounds import create_round
from scoring.models import Event
from tests.factories_round import publish_by_hand


def make_narrow(work):
    """A round of one unit, in preparation."""
    units = [work.cast["quan-ben-moi"]]
    return create_round(criteria_set=work.set, year=2023, group=work.cast.districts, units=units, by=None)


def address(round_):
    return f"/lam-viec/ky/{round_.pk}/them-don-vi/"


def test_only_units_that_are_not_in_the_round_are_offered_and_get_a_sheet(client, work):
    client.force_login(work.chief)
    round_ = make_narrow(work)
    page = client.get(address(round_)).content.decode()
    assert "Huyện Sông Êm" in page
    assert "Quận Bến Mới" not in page
    assert "Sở Ánh Trăng" not in page
    wanted = [work.cast["huyen-song-em"].pk, work.cast["huyen-nui-xanh"].pk]
    answer = client.post(address(round_), {"units": wanted}, follow=True)
    assert "Đã thêm 2 đơn vị." in answer.content.decode()
    assert round_.sheets.count() == 3
    assert Event.objects.filter(verb="add_units", by=work.chief, data__round=round_.pk).exists()


def test_nothing_chosen_is_said(client, work):
    client.force_login(work.chief)
    answer = client.post(address(make_narrow(work)), {})
    assert "Chọn ít nhất một đơn vị." in answer.content.decode()


def test_a_full_round_says_so(client, work):
    client.force_login(work.chief)
    assert "đã có trong kỳ đánh giá" in client.get(address(work.round)).content.decode()


def test_a_unit_of_another_group_is_not_taken(client, work):
    client.force_login(work.chief)
    round_ = make_narrow(work)
    client.post(address(round_), {"units": [work.cast["so-anh-trang"].pk]})
    assert round_.sheets.count() == 1


def test_a_published_round_takes_none(client, work):
    client.force_login(work.chief)
    round_ = make_narrow(work)
    publish_by_hand(round_)
    answer = client.post(address(round_), {"units": [work.cast["huyen-song-em"].pk]})
    assert "đính chính" in answer.content.decode()
    assert round_.sheets.count() == 1


def test_who_only_enters_scores_adds_nothing(client, work):
    client.force_login(work.lan)
    assert client.get(address(make_narrow(work))).status_code == 403
