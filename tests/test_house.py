"""The rules of the house that a program can hold: who imports whom, where numbers are computed, which addresses exist."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, path
from hypothesis import given
from hypothesis import strategies as st

import parindex.urls
from parindex.access import NAMESPACES, RULES, Access, rule_for
from scoring import guard_rules
from scoring.published import Figure

ROOT = Path(__file__).parents[1]
PACKAGES = ("parindex", "scoring", "units")
NOT_OURS = {".venv", "node_modules", "var", ".git", ".import_linter_cache"}


def sources(*folders: str) -> list[Path]:
    found = [
        each for folder in folders for each in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in each.parts
    ]
    assert found
    return found


def trees(*folders: str):
    for source in sources(*folders):
        yield source.relative_to(ROOT), ast.parse(source.read_text(encoding="utf-8"))


# Who may import whom.


def lint_imports(folder: Path) -> subprocess.CompletedProcess:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


PLANTED = {
    "scoring/core/rounding.py": "import django",
    "scoring/core/change.py": "from scoring.models import Publication",
    "scoring/imports/values.py": "from django.db import models",
    "scoring/illustration/choices.py": "import scoring.models",
    "parindex/portal/urls.py": "import scoring.models",
    "parindex/portal/exports.py": "import parindex.preview.views",
    "scoring/published/values.py": "from scoring.published import preview",
    "scoring/published/corrections.py": "import scoring.actions.release",
    "scoring/actions/release.py": "import scoring.desk",
    "parindex/portal/tables.py": "import scoring.tally",
    "parindex/portal/papers.py": "import scoring.trial_tally",
    "units/names.py": "import scoring.core",
    "scoring/canonical.py": "import parindex.access",
}


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_no_room_imports_from_where_it_must_not():
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout
    assert "0 broken" in checked.stdout


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_import_is_found(copied, place):
    original = (copied / place).read_text(encoding="utf-8")
    (copied / place).write_text(f"{original}\n{PLANTED[place]}\n", encoding="utf-8")
    try:
        checked = lint_imports(copied)
    finally:
        (copied / place).write_text(original, encoding="utf-8")
    assert checked.returncode == 1
    assert re.search(r"\b[1-9]\d* broken", checked.stdout)


def test_a_module_is_named_after_what_it_is_about():
    vague = {"utils", "util", "helpers", "helper", "services", "common", "signals", "misc"}
    parts = {
        part
        for source in sources(*PACKAGES, "tools", "tests", "benchmarks")
        for part in source.with_suffix("").relative_to(ROOT).parts
    }
    assert not parts & vague


# Where numbers are computed.

THE_ONE_PLACE_THAT_ROUNDS = Path("scoring/core/rounding.py")


def arithmetic_with_floats(tree: ast.AST, *, pure: bool = False) -> list[str]:
    """Calls of float() and round(), quantize() elsewhere than in its place, and in the core any float at all."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "round"):
            found.append(f"{node.lineno}: {node.func.id}()")
        if isinstance(node, ast.Attribute) and node.attr in ("quantize", "__round__"):
            found.append(f"{node.lineno}: {node.attr}")
        if pure and isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: {node.value}")
        if pure and isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            found += [
                f"{node.lineno}: {name}" for name in names if name.split(".")[0] in ("math", "statistics", "random")
            ]
    return found


def arithmetic_in_the_database(tree: ast.AST) -> list[str]:
    """Sums, averages and computed columns: databases do not agree on them, and none of them is the documented rule."""
    computing = {"Sum", "Avg", "StdDev", "Variance", "Round", "Rank", "DenseRank", "RowNumber", "PercentRank"}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models"):
            found += [f"{node.lineno}: {each.name}" for each in node.names if each.name in computing]
        if isinstance(node, ast.Attribute) and node.attr in computing:
            found.append(f"{node.lineno}: {node.attr}")
        if isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                if isinstance(side, ast.Call) and getattr(side.func, "id", getattr(side.func, "attr", "")) == "F":
                    found.append(f"{node.lineno}: arithmetic with F()")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [
                f"{node.lineno}: {call}" for call in re.findall(r"\b(?:SUM|AVG|ROUND|RANK|DENSE_RANK)\s*\(", node.value)
            ]
    return found


# Figure.exact gives back the zeros that a source prints; that it never rounds is tested below. The readers of workbooks
# give floats: whether they agree is asked of floats, and the value is taken from the text of the file.
WIDENS = {"scoring/imports/agreement.py": 1, "scoring/published/values.py": 1}


def test_scores_are_rounded_in_one_place_and_are_never_floats():
    found = {
        str(where): problems
        for where, tree in trees("scoring")
        if where != THE_ONE_PLACE_THAT_ROUNDS
        and (problems := arithmetic_with_floats(tree, pure=where.parts[:2] == ("scoring", "core")))
    }
    assert {where: len(problems) for where, problems in found.items()} == WIDENS, found


@given(st.decimals(min_value=-1000, max_value=1000, places=4), st.integers(0, 6))
def test_a_figure_for_files_is_never_rounded(value, places):
    printed = f"1,{'0' * places}" if places else "1"
    exact = Figure(value=value, printed=printed).exact
    assert exact == value
    assert -exact.as_tuple().exponent >= places


def test_no_score_is_computed_by_the_database():
    found = {str(where): problems for where, tree in trees(*PACKAGES) if (problems := arithmetic_in_the_database(tree))}
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "total = float(value)",
        "total = round(value, 2)",
        "total = value.quantize(cent)",
        "half = 0.5",
        "import math",
        "from statistics import mean",
    ],
)
def test_a_planted_float_or_rounding_is_found(planted):
    assert arithmetic_with_floats(ast.parse(planted), pure=True)


@pytest.mark.parametrize(
    "planted",
    [
        "from django.db.models import Count, Sum",
        "from django.db.models.functions import Rank",
        "rows.aggregate(models.Avg('total'))",
        "rows.annotate(index=F('total') / F('max_score') * 100)",
        "rows.annotate(index=100 * models.F('total'))",
        "rows.annotate(place=Window(functions.Rank()))",
        "cursor.execute('SELECT ROUND(total, 2) FROM results')",
    ],
)
def test_a_planted_computation_in_the_database_is_found(planted):
    assert arithmetic_in_the_database(ast.parse(planted))


# Which addresses exist, and for whom.


def views(patterns, namespaces=()):
    """The name of every view that any address leads to, as the resolver gives it."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or pattern.lookup_str])
        else:
            yield from views(pattern.url_patterns, [*namespaces, *([pattern.namespace] if pattern.namespace else [])])


def test_every_address_has_a_rule():
    names = list(views(get_resolver().url_patterns))
    assert len(names) > 50
    assert [name for name in names if rule_for(name) is None] == []


def test_every_rule_has_an_address():
    names = set(views(get_resolver().url_patterns))
    assert set(RULES) <= names
    assert set(NAMESPACES) <= {name.partition(":")[0] for name in names}


def test_only_pages_of_the_portal_are_public_and_only_the_admin_asks_who_one_is():
    for name in views(get_resolver().url_patterns):
        expected = {Access.STAFF, Access.SIGNING_IN}
        if name.startswith("portal:"):
            expected = {Access.OPEN} if name.startswith("portal:open-data-") else {Access.PUBLIC}
        assert rule_for(name) in expected, name
    assert [name for name, rule in RULES.items() if rule is Access.SIGNING_IN] == ["admin:login", "admin:logout"]


@pytest.fixture
def planted_addresses(monkeypatch, settings):
    """One address that is declared, one that is not, one without a name, before all others."""

    def answer(_request, **_parameters):
        return HttpResponse("bí mật")

    module = ModuleType("planted_addresses")
    module.urlpatterns = [
        path("khai/", answer, name="declared"),
        path("chua-khai/", answer, name="undeclared"),
        path("khong-ten/", answer),
        *parindex.urls.urlpatterns,
    ]
    module.handler404 = parindex.urls.handler404
    monkeypatch.setitem(sys.modules, "planted_addresses", module)
    monkeypatch.setitem(RULES, "declared", Access.PUBLIC)
    settings.ROOT_URLCONF = "planted_addresses"


@pytest.mark.usefixtures("planted_addresses")
@pytest.mark.django_db
def test_an_address_without_a_rule_does_not_exist(client, admin_client):
    for visitor in (client, admin_client):
        assert visitor.get("/khai/").content.decode() == "bí mật"
        for address in ("/chua-khai/", "/khong-ten/"):
            for answer in (visitor.get(address), visitor.post(address)):
                assert answer.status_code == 404
                assert "bí mật" not in answer.content.decode()


@pytest.mark.usefixtures("planted_addresses")
def test_an_address_without_a_rule_is_found():
    without = [name for name in views(get_resolver().url_patterns) if rule_for(name) is None]
    assert len(without) == 2
    assert without[0] == "undeclared"


# What is installed and what is fetched.


def test_the_other_postgresql_driver_is_not_installed():
    """Django prefers it silently, and its pure-Python build reads rows more than twice as slowly."""
    assert importlib.util.find_spec("psycopg") is None


OTHER_HOSTS = re.compile(
    r"(?:https?:)?//(?:[\w.-]*\.)?(?:jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|cdn\.plot\.ly|googleapis\.com|gstatic\.com"
    r"|bootstrapcdn\.com|googletagmanager\.com|google-analytics\.com|esm\.sh|skypack\.dev|fontawesome\.com|typekit\.net)",
    re.IGNORECASE,
)


def files(*endings: str) -> list[Path]:
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS]
        found += [Path(folder, name) for name in names if name.endswith(endings)]
    return found


def test_no_page_fetches_anything_from_elsewhere():
    looked_at = files(".html", ".css", ".js", ".mjs", ".py", ".svg", ".json", ".toml", ".txt", ".in")
    assert len(looked_at) > 100
    assert [
        each.name for each in looked_at if OTHER_HOSTS.search(each.read_text(encoding="utf-8", errors="replace"))
    ] == []


@pytest.mark.parametrize(
    "planted",
    [
        "https://cdn." + "jsdelivr.net/npm/plotly.js",
        "//fonts." + "googleapis.com/css2",
        "https://cdn." + "plot.ly/plotly.js",
    ],
)
def test_a_planted_address_of_elsewhere_is_found(planted):
    assert OTHER_HOSTS.search(f'<script src="{planted}"></script>')


def test_templates_load_scripts_styles_and_pictures_from_here_only():
    fetched = re.compile(
        r"<(?:script|link|img|iframe|source|video|audio|embed|object)\b[^>]*\b(?:src|href|data)=[\"'](?:https?:)?//"
    )
    assert [each.name for each in files(".html") if fetched.search(each.read_text(encoding="utf-8"))] == []


# What is frozen.


def test_every_table_of_published_rows_is_guarded():
    published = {
        model._meta.db_table
        for model in apps.get_app_config("scoring").get_models()
        if model.__name__.startswith("Publi") or model.__name__ == "Event"
    }
    assert published == set(guard_rules.FROZEN_TABLES)


# A request to publish points to its draft and is written on, by its own constraints, once the draft is out.
HANGS_LOOSELY = {"scoring_submission"}


def test_every_table_that_hangs_on_a_publication_is_guarded():
    """A table that is added to a publication later joins the guards, or this fails."""
    guarded = set(guard_rules.FROZEN_TABLES)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model._meta.db_table in guarded:
                assert model._meta.db_table in guarded | HANGS_LOOSELY, f"{model.__name__}.{field.name}"
