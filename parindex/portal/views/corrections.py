"""Corrections in public: the list of all of them, and a feed to follow without an account."""

from datetime import UTC, datetime

from django.contrib.syndication.views import Feed as SyndicationFeed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring import published

from ..presenters import corrections as presenter
from ..presenters import navigation
from ..presenters.corrections import CorrectionView

# A feed reader asks for the newest; the page has them all.
NEWEST = 30
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def show(request: HttpRequest) -> HttpResponse:
    """Every correction ever published, newest first, with every score and rank before and after."""
    corrections = [presenter.view(each) for each in published.load_corrections()]
    illustrative = any(each.release.illustrative for each in corrections)
    files = navigation.files_beside(request.path) if corrections else []
    context = {"corrections": corrections, "illustrative": illustrative, "files": files}
    return render(request, "portal/corrections.html", context)


class QuietAtomFeed(Atom1Feed):
    """An Atom feed that, while it is empty, does not claim to have changed just now at every reading."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NEVER


class Feed(SyndicationFeed):
    """Corrections as an Atom feed."""

    feed_type = QuietAtomFeed
    title = gettext_lazy("Các đính chính đã công bố")
    subtitle = gettext_lazy("Mỗi đính chính kèm lý do, điểm và hạng trước, sau của từng đơn vị.")
    link = reverse_lazy("portal:corrections")
    language = "vi"

    def items(self) -> list[CorrectionView]:
        newest = [each.number for each in published.corrections()[:NEWEST]]
        return [presenter.view(each) for each in published.load_corrections(newest)]

    def item_title(self, item: CorrectionView) -> str:
        title = _("Đính chính: %(title)s") % {"title": item.title}
        return _("Dữ liệu minh họa. %(title)s") % {"title": title} if item.release.illustrative else title

    def item_description(self, item: CorrectionView) -> str:
        moves = "; ".join(f"{move.name}: {move.before} → {move.after}" for move in item.moves)
        facts = "; ".join(f"{fact.what}: {fact.before} → {fact.after}" for fact in item.facts)
        parts = [
            item.reason,
            item.summary,
            _("Thay đổi hạng: %(moves)s.") % {"moves": moves} if moves else "",
            _("Số chung của khối: %(facts)s.") % {"facts": facts} if facts else "",
        ]
        return " ".join(filter(None, parts))

    def item_link(self, item: CorrectionView) -> str:
        return presenter.href(item)

    def item_guid(self, item: CorrectionView) -> str:
        return f"urn:sha256:{item.release.content_hash}"

    def item_pubdate(self, item: CorrectionView):
        return item.release.published_at

    def item_updateddate(self, item: CorrectionView):
        return item.release.published_at
