"""The publications an import is about, each with all it holds: stored rows beside the rows the files bring."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.imports.rows import Row
from scoring.models import (
    AssessmentRound,
    Index,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
    Submission,
)
from units.directory import group_exists
from units.models import UnitGroup
from units.plans import Plan, differs, given

from .findings import show

Triple = tuple[str, int, str]  # index, year, group

# The tables whose rows belong to a publication.
CONTENT_TABLES = ("components", "results", "facts")


@dataclass(slots=True)
class Bundle:
    """One publication with everything in it, as stored and as the files will have it."""

    publication: Publication
    row: Row | None = None
    components: dict[str, PublishedComponent] = field(default_factory=dict)
    results: dict[str, PublishedResult] = field(default_factory=dict)
    scores: dict[tuple[str, str], PublishedScore] = field(default_factory=dict)
    facts: dict[tuple[str, str], PublishedFact] = field(default_factory=dict)
    # The first row of each unit and of the whole, to point at when something about them is found.
    rows: dict[str, Row] = field(default_factory=dict)
    first_row: Row | None = None
    brought: Counter[str] = field(default_factory=Counter)  # table -> how many rows of the files are its own

    @property
    def is_published(self) -> bool:
        return bool(self.publication.status == Publication.Status.PUBLISHED)

    @property
    def triple(self) -> Triple:
        publication = self.publication
        return publication.index_id, publication.year, publication.group.code


def triple_of(row: Row) -> Triple:
    return row.get("index"), row.get("year"), row.get("group")


def settle(
    plan: Plan,
    bundle: Bundle,
    model: type,
    existing: Any,
    values: Mapping[str, Any],
    row: Row,
    new: Mapping[str, Any],
    columns: Mapping[str, str] | None = None,
) -> Any:
    """Plan a row of a draft; hold a row of a published publication against what stands, changing nothing."""
    if not bundle.is_published:
        return plan.settle(model, existing, values, row=row, at_creation=new)
    publication = bundle.publication
    advice = _(
        "Kết quả đã công bố không sửa được. Muốn đính chính: ghi ở bảng Công bố một dòng có phiên bản %(next)d và lý do"
        " đính chính, kèm đầy đủ mọi kết quả."
    ) % {"next": publication.version + 1}
    if existing is None:
        if any(value not in (None, "") for name, value in values.items() if name not in ("basis", "source")):
            plan.problems.append(
                row.problem(_("%(publication)s đã công bố, không thêm được") % {"publication": publication}, advice)
            )
        return None
    changes = sorted(name for name, value in values.items() if differs(existing, name, value))
    for name in changes[:1]:
        column = (columns or {}).get(name, name)
        plan.problems.append(
            row.problem(
                _("%(publication)s đã công bố với giá trị khác (“%(held)s”)")
                % {"publication": publication, "held": _shown(getattr(existing, name))},
                advice,
                column=column if column in row.raw else "",
            )
        )
    plan.unchanged += not changes
    return existing


def _shown(value: Any) -> str:
    return show(value) if isinstance(value, Decimal) else "" if value is None else str(value)


@dataclass(slots=True)
class Bundles:
    """Every publication that the files name or refer to."""

    plan: Plan
    indexes: Mapping[str, Index]
    groups: Mapping[str, UnitGroup]
    will_publish: bool
    by_triple: dict[Triple, dict[int, Bundle]] = field(default_factory=lambda: defaultdict(dict))
    named: dict[Triple, set[int]] = field(default_factory=lambda: defaultdict(set))
    _refused: set[Triple] = field(default_factory=set)
    # What is assessed here: files never change it, neither what waits for its approval nor what came of it.
    _assessed: set[Triple] = field(default_factory=set)

    def __iter__(self) -> Iterator[Bundle]:
        for versions in self.by_triple.values():
            yield from versions.values()

    def load(self, triples: Iterable[Triple]) -> None:
        """Read the stored publications of those triples with all they hold, one statement for each table."""
        wanted = set(triples)
        by_pk: dict[int, Bundle] = {}
        groups = {group.pk: group for group in self.groups.values()}
        stored = Publication.objects.filter(
            index__in={index for index, _year, _group in wanted}, year__in={year for _index, year, _group in wanted}
        ).order_by("version")
        self._assessed = wanted.intersection(
            AssessmentRound.objects.filter(index__in={index for index, _year, _group in wanted}).values_list(
                "index", "year", "group__code"
            )
        )
        submitted = set(Submission.objects.filter(publication__in=stored).values_list("publication", flat=True))
        for publication in stored:
            publication.group = groups[publication.group_id]
            bundle = Bundle(publication)
            if bundle.triple in wanted:
                if publication.origin == Publication.Origin.COMPUTED or publication.pk in submitted:
                    self._assessed.add(bundle.triple)
                by_pk[publication.pk] = bundle
                self.by_triple[bundle.triple][publication.version] = bundle
        if not by_pk:
            return
        component_codes, results = {}, {}
        for component in PublishedComponent.objects.filter(publication__in=by_pk):
            by_pk[component.publication_id].components[component.code] = component
            component_codes[component.pk] = component.code
        for result in PublishedResult.objects.filter(publication__in=by_pk):
            by_pk[result.publication_id].results[result.unit_code] = result
            results[result.pk] = result
        for score in PublishedScore.objects.filter(result__publication__in=by_pk):
            result = results[score.result_id]
            key = (result.unit_code, component_codes[score.component_id])
            by_pk[result.publication_id].scores[key] = score
        for fact in PublishedFact.objects.filter(publication__in=by_pk):
            by_pk[fact.publication_id].facts[fact.kind, fact.label] = fact

    def plan_publications(self, rows: Sequence[Row]) -> None:
        """Plan the rows of the table publications, earlier versions first."""
        for row in sorted(rows, key=lambda each: each.get("version", 1)):
            triple, version = triple_of(row), row.get("version", 1)
            index, group = self._index(row), self._group(row)
            if index is None or group is None:
                self._refused.add(triple)
                continue
            bundle = self.by_triple[triple].get(version)
            if self._is_closed(row, triple, bundle):
                continue
            supersedes = self._superseded(row, triple, version) if bundle is None else None
            if bundle is None and supersedes is None and version != 1:
                self._refused.add(triple)
                continue
            self.named[triple].add(version)
            values = _publication_values(row, index, group)
            if bundle is None:
                new = {
                    "index": index,
                    "group": group,
                    "year": row.get("year"),
                    "version": version,
                    "supersedes": supersedes,
                }
                publication = self.plan.settle(
                    Publication, None, {**values, **_names(index, group)}, row=row, at_creation=new
                )
                bundle = self.by_triple[triple][version] = Bundle(publication)
            else:
                if not bundle.is_published:
                    values.update(_names(index, group))
                settle(self.plan, bundle, Publication, bundle.publication, values, row, {})
            bundle.row = bundle.first_row = row

    def _is_closed(self, row: Row, triple: Triple, bundle: Bundle | None) -> bool:
        """Whether the row would write where results come of a round assessed here; said once for each triple.

        A row of what is published passes: it is held against what stands and changes nothing.
        """
        if triple not in self._assessed or (bundle is not None and bundle.is_published):
            return False
        if triple not in self._refused:
            self._refused.add(triple)
            self.plan.problems.append(
                row.problem(
                    _("khối này được chấm điểm trong kỳ đánh giá trên hệ thống, không nhập kết quả từ tệp được"),
                    _(
                        "Trình và phê duyệt kết quả ở trang Công bố của kỳ đánh giá. Muốn sửa kết quả đã công bố, bắt đầu"
                        " đính chính ở trang đó."
                    ),
                    column="group",
                )
            )
        return True

    def _superseded(self, row: Row, triple: Triple, version: int) -> Publication | None:
        """The version that a new one corrects; None for a first version, and where something is wrong."""
        versions = self.by_triple[triple]
        last = max(versions, default=0)
        problem = None
        if version != last + 1:
            problem = row.problem(
                _("phiên bản tiếp theo phải là %(next)d") % {"next": last + 1},
                _("Sửa cột “Phiên bản”."),
                column="version",
            )
        elif version > 1 and not row.get("reason"):
            problem = row.problem(
                _("đính chính mà không ghi lý do"), _("Ghi lý do ở cột “Lý do đính chính”."), column="reason"
            )
        elif version > 1 and not versions[last].is_published and not self.will_publish:
            problem = row.problem(
                _("phiên bản %(last)d chưa công bố nên chưa thể đính chính") % {"last": last},
                _("Sửa thẳng bản nháp, hoặc công bố nó trước."),
                column="version",
            )
        if problem:
            self.plan.problems.append(problem)
            return None
        return versions[last].publication if version > 1 else None

    def _index(self, row: Row) -> Index | None:
        index = self.indexes.get(row.get("index"))
        if index is None and ("indexes", row.get("index")) not in self.plan.left_out:
            known = ", ".join(sorted(self.indexes)) or _("chưa có chỉ số nào")
            self.plan.problems.append(
                row.problem(_("không có chỉ số này"), _("Các chỉ số đã có: %s.") % known, column="index")
            )
        return index

    def _group(self, row: Row) -> UnitGroup | None:
        group = self.groups.get(row.get("group"))
        if group is None:
            if ("groups", row.get("group")) not in self.plan.left_out:
                known = ", ".join(sorted(self.groups)) or _("chưa có khối nào")
                self.plan.problems.append(
                    row.problem(_("không có khối này"), _("Các khối đã có: %s.") % known, column="group")
                )
            return None
        if not group_exists(group, row.get("year")):
            self.plan.problems.append(
                row.problem(_("khối “%s” không tồn tại năm đó") % group.name, _("Sửa năm hoặc mã khối."), column="year")
            )
            return None
        return group

    def of(self, row: Row) -> Bundle | None:
        """The publication that a row of components, results or facts belongs to."""
        triple, version = triple_of(row), row.get("version")
        versions, named = self.by_triple.get(triple, {}), self.named.get(triple, set())
        problem = None
        if version is None and len(named) > 1:
            problem = row.problem(
                _("các tệp có nhiều phiên bản của công bố này"), _("Ghi cột “Phiên bản” ở dòng này."), column="version"
            )
        elif version is None:
            drafts = [each for each, bundle in versions.items() if not bundle.is_published]
            version = max(named or drafts or versions, default=None)
        if problem is None and self._is_closed(row, triple, versions.get(version)):
            return None
        if problem is None and version not in versions:
            if triple in self._refused or ("publications", *triple) in self.plan.left_out:
                return None
            self._refused.add(triple)  # said once, not at every row
            problem = row.problem(
                _("chưa có công bố nào cho chỉ số, năm và khối này")
                if not versions
                else _("không có phiên bản này của công bố"),
                _("Thêm một dòng vào bảng Công bố (index, year, group, source) và nhập cùng lúc."),
                column="group" if not versions else "version",
            )
        if problem:
            self.plan.problems.append(problem)
            return None
        bundle = versions[version]
        bundle.first_row = bundle.first_row or row
        bundle.brought[row.table] += 1
        return bundle


def _publication_values(row: Row, index: Index, group: UnitGroup) -> dict[str, Any]:
    values = given(
        row,
        {
            **dict.fromkeys(("reason", "decision_number", "announced_on", "note", "source"), ""),
            "decision_date": None,
            "unit_count": None,
            "places": 2,
            "tie_rule": "competition",
        },
    )
    values["illustrative"] = bool(row.get("illustrative") or group.parent.illustrative)
    return values


def _names(index: Index, group: UnitGroup) -> dict[str, Any]:
    """The names and scale that a publication copies while it is a draft, so that nothing alters them later."""
    return {
        "index_name": index.name,
        "group_name": group.name,
        "place_name": group.parent.full_name,
        "unit_noun": group.unit_noun,
        "scale_max": index.scale_max,
        "part_scale": index.part_scale,
        "unit_label": index.unit_label,
        "combining": index.combining,
    }
