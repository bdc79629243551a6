"""Fonts and the chart script, made from installed packages, and the compiled words of locale/: `python -m tools.assets`.

Nothing of this is kept in the repository. Fonts come from the Python package fontpkg-be-vietnam-pro, cut down to Latin
and Vietnamese and given figures of one width. The chart script is Plotly: a partial build from the npm packages named in
package.json where npm works, otherwise the whole script that the Python package plotly ships. Either is loaded only when
a reader asks for it.
"""

import argparse
import copy
import io
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Latin, Vietnamese, and the marks the pages use that this typeface has. Arrows, triangles and the star it has not: they
# come from the reader's own fonts.
CHARACTERS = (
    "0020-007E,00A0-00FF,0102-0103,0110-0111,0128-0129,0168-0169,01A0-01A1,01AF-01B0,1EA0-1EF9,"
    "0300,0301,0303,0309,0323,2013,2014,2018-201A,201C,201D,2022,2026,2039,203A,20AB,2212"
)
FEATURES = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum")
# Raised when the making below changes, so that fonts made by an older version are made again.
FORM = 2


def target() -> Path:
    """Where the files go: var/assets, or assets/ below PARINDEX_VAR."""
    return Path(os.environ.get("PARINDEX_VAR", ROOT / "var")) / "assets"


def _is_current(stamp: Path, content: str) -> bool:
    return stamp.exists() and stamp.read_text() == content


def add_tabular_figures(font: "TTFont") -> None:
    """Give the font the feature tnum: figures of one width, without which numbers do not stand in columns.

    Be Vietnam Pro comes without it ("1" is little more than half as wide as "4"). Each figure gets a twin with the width
    of the zero, standing in its middle; being new glyphs, the twins are in no kerning pair.
    """
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.ttLib.tables import otTables

    glyphs, widths, names = font["glyf"], font["hmtx"].metrics, font.getBestCmap()
    width = widths[names[ord("0")]][0]
    twins = {names[ord(figure)]: f"{names[ord(figure)]}.tnum" for figure in "0123456789"}
    for name, twin in twins.items():
        shift = (width - widths[name][0]) // 2
        glyph = copy.deepcopy(glyphs[name])
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        glyphs[twin] = glyph
        widths[twin] = (width, widths[name][1] + shift)
    font.setGlyphOrder(glyphs.glyphOrder)

    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(twins)]))
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    table.FeatureList.FeatureRecord.append(record)
    for script in table.ScriptList.ScriptRecord:
        for language in [script.Script.DefaultLangSys, *(each.LangSys for each in script.Script.LangSysRecord)]:
            if language:
                language.FeatureIndex.append(len(table.FeatureList.FeatureRecord) - 1)


def make_fonts(folder: Path) -> None:
    """Cut each weight to the characters used, with figures of one width for tables; about 15 kB each."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "made-from.txt"
    version = metadata.version("fontpkg-be-vietnam-pro")
    wanted = f"fontpkg-be-vietnam-pro {version} {CHARACTERS} {FEATURES} {list(WEIGHTS)} form {FORM}"
    if _is_current(stamp, wanted):
        return
    package = resources.files("fontpkg_be_vietnam_pro")
    options = subset.Options(flavor="woff2", layout_features=list(FEATURES), hinting=False)
    for weight, name in WEIGHTS.items():
        out = folder / f"be-vietnam-pro-{weight}.woff2"
        with resources.as_file(package / "files" / f"BeVietnamPro-{name}.ttf") as source:
            whole = TTFont(source)
            add_tabular_figures(whole)
            # Written and read once: the subsetter trusts counts that only writing sets, and would drop the new feature.
            written = io.BytesIO()
            whole.save(written)
            font = TTFont(written)
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
            subsetter.subset(font)
            subset.save_font(font, str(out), options)
        print(f"{out.name}: {out.stat().st_size / 1000:.1f} kB")
    (folder / "OFL.txt").write_text((package / "LICENSE").read_text())
    stamp.write_text(wanted)


def _npm_build(script: Path) -> bool:
    """The partial build with npm and esbuild; False, with the reason printed, when npm cannot do it."""
    if os.environ.get("PARINDEX_NO_NPM") == "1" or not shutil.which("npm"):
        return False
    try:
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=ROOT, check=True, timeout=240, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        subprocess.run(
            ["node", "tools/plotly-build.mjs", str(script)], cwd=ROOT, check=True, timeout=120, stdin=subprocess.DEVNULL
        )
    except (subprocess.SubprocessError, OSError) as problem:
        print(
            f"The partial chart script could not be built with npm ({problem}); the whole one serves.", file=sys.stderr
        )
        return False
    return True


_TEXT = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
_RULE = re.compile(f"{_TEXT}:{_TEXT}")


def plotly_css(script: str) -> str:
    """The style rules that Plotly would inject while running, which the page's policy forbids, as a style sheet.

    They stand in the script as an object of selector: rule, where X stands for the plot and Y for its notices.
    """
    start = script.find('{"X,X div":')
    if start < 0:
        raise ValueError("Plotly's style rules were not found in its script; has its form changed?")
    rules = []
    position = start + 1
    while match := _RULE.match(script, position):
        selector, rule = match[1] or match[2] or "", match[3] or match[4] or ""
        parts = (part.strip() for part in selector.split(","))
        full = ",".join(
            re.sub("^X", ".js-plotly-plot .plotly", re.sub("^Y", ".plotly-notifier", part)) for part in parts
        )
        rules.append(f"{full}{{{rule}}}")
        position = match.end() + 1
    # The policy also blocks the one style attribute that keeps heat map cells sharp.
    rules.append(".js-plotly-plot .heatmaplayer image{image-rendering:pixelated}")
    return "\n".join(rules) + "\n"


def make_plotly(folder: Path) -> None:
    """The chart script and its style sheet."""
    import plotly

    folder.mkdir(parents=True, exist_ok=True)
    stamp, script = folder / "made-from.txt", folder / "plotly.min.js"
    package = (
        json.loads((ROOT / "package.json").read_text())["dependencies"] if (ROOT / "package.json").exists() else {}
    )
    forced = os.environ.get("PARINDEX_NO_NPM") == "1"
    if (
        script.exists()
        and stamp.exists()
        and stamp.read_text().endswith(f"[{plotly.__version__} {sorted(package.items())} {forced}]")
    ):
        return
    whole = resources.files("plotly") / "package_data" / "plotly.min.js"
    if _npm_build(script):
        origin = f"partial build of plotly.js {package.get('plotly.js')}"
    else:
        with resources.as_file(whole) as source:
            shutil.copyfile(source, script)
        origin = f"whole script of the Python package plotly {plotly.__version__}"
    (folder / "plotly.css").write_text(plotly_css(whole.read_text()))
    stamp.write_text(f"{origin} [{plotly.__version__} {sorted(package.items())} {forced}]")
    print(f"plotly.min.js: {origin}, {script.stat().st_size / 1000:.0f} kB")


def compile_words(folder: Path) -> None:
    """Each django.po below a folder as django.mo beside it, the form that gettext reads; a current one is left alone."""
    import polib

    for source in folder.glob("*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        content = polib.pofile(source).to_binary()
        if not compiled.exists() or compiled.read_bytes() != content:
            compiled.write_bytes(content)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.assets", description=__doc__.splitlines()[0])
    parser.parse_args()
    make_fonts(target() / "fonts")
    make_plotly(target() / "plotly")
    compile_words(ROOT / "locale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
