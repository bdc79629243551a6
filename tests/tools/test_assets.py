"""Fonts and the chart script are made from installed packages, with npm and without it."""

import os
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import assets

ROOT = Path(assets.__file__).parents[1]
VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)  # fmt: skip
SIGNS = "0123456789,.%–—“”‘’…·−×₫"


@pytest.fixture(scope="module")
def without_npm(tmp_path_factory) -> Path:
    """The assets as they are made where npm is missing."""
    var = tmp_path_factory.mktemp("assets")
    env = {**os.environ, "PARINDEX_VAR": str(var), "PARINDEX_NO_NPM": "1"}
    subprocess.run([sys.executable, "-m", "tools.assets"], cwd=ROOT, env=env, check=True)
    return var / "assets"


@pytest.mark.parametrize("weight", assets.WEIGHTS)
def test_a_font_has_every_vietnamese_letter_in_at_most_30_kilobytes(without_npm, weight):
    path = without_npm / "fonts" / f"be-vietnam-pro-{weight}.woff2"
    font = TTFont(path)
    assert {
        letter for letter in VIETNAMESE + VIETNAMESE.upper() + SIGNS if ord(letter) not in font.getBestCmap()
    } == set()
    assert path.stat().st_size <= 30_000
    assert "OPEN FONT LICENSE" in (without_npm / "fonts" / "OFL.txt").read_text().upper()


@pytest.mark.parametrize("weight", assets.WEIGHTS)
def test_every_figure_has_a_twin_of_one_width(without_npm, weight):
    font = TTFont(without_npm / "fonts" / f"be-vietnam-pro-{weight}.woff2")
    table = font["GSUB"].table
    (feature,) = {
        tuple(record.Feature.LookupListIndex)
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
    }
    twins = table.LookupList.Lookup[feature[0]].SubTable[0].mapping
    figures = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
    assert len({font["hmtx"][figure][0] for figure in figures}) > 1, "the typeface has them itself now: drop ours"
    assert len({font["hmtx"][twins[figure]][0] for figure in figures}) == 1


def test_without_npm_the_whole_script_serves(without_npm):
    whole = resources.files("plotly") / "package_data" / "plotly.min.js"
    assert (without_npm / "plotly" / "plotly.min.js").read_bytes() == whole.read_bytes()


def test_a_second_time_nothing_is_made_again(without_npm):
    made = {path: path.stat().st_mtime_ns for path in without_npm.rglob("*") if path.is_file()}
    env = {**os.environ, "PARINDEX_VAR": str(without_npm.parent), "PARINDEX_NO_NPM": "1"}
    again = subprocess.run([sys.executable, "-m", "tools.assets"], cwd=ROOT, env=env, check=True, capture_output=True)
    assert again.stdout == b""
    assert {path: path.stat().st_mtime_ns for path in without_npm.rglob("*") if path.is_file()} == made


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not on this machine")
def test_with_npm_a_part_of_the_script_is_built(tmp_path, monkeypatch):
    monkeypatch.delenv("PARINDEX_NO_NPM", raising=False)
    script = tmp_path / "plotly.min.js"
    assert assets._npm_build(script)
    whole = resources.files("plotly") / "package_data" / "plotly.min.js"
    assert 0 < script.stat().st_size < len(whole.read_bytes()) / 3
    if node := shutil.which("node"):
        subprocess.run([node, "--check", script], check=True)


@pytest.mark.parametrize("failure", [subprocess.CalledProcessError(1, "npm"), subprocess.TimeoutExpired("npm", 240)])
def test_when_npm_fails_the_whole_script_serves_and_the_reason_is_said(tmp_path, monkeypatch, capsys, failure):
    def fail(*_arguments, **_options):
        raise failure

    monkeypatch.setattr(shutil, "which", lambda _name: "npm")
    monkeypatch.setattr(subprocess, "run", fail)
    monkeypatch.delenv("PARINDEX_NO_NPM", raising=False)
    assets.make_plotly(tmp_path)
    assert (tmp_path / "plotly.min.js").stat().st_size > 1_000_000
    assert "npm" in capsys.readouterr().err


def test_every_style_rule_of_the_chart_script_stands_in_the_style_sheet(without_npm):
    rules = (without_npm / "plotly" / "plotly.css").read_text().splitlines()
    assert len(rules) > 50
    assert all(rule.startswith((".js-plotly-plot ", ".plotly-notifier")) for rule in rules)
    assert any(".heatmaplayer image" in rule for rule in rules)


def test_a_script_of_another_form_is_not_taken_for_one_without_rules():
    with pytest.raises(ValueError, match="style rules"):
        assets.plotly_css("var nothing={}")
