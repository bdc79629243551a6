"""Fonts and the chart script, made from installed packages: `python -m tools.assets`.

Nothing of this is kept in the repository. Fonts come from the Python package fontpkg-be-vietnam-pro, cut down to Latin
and Vietnamese. The chart script is Plotly: a partial build from the npm packages named in package.json where npm works,
otherwise the whole script that the Python package plotly ships. Either is loaded only when a reader asks for it.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Latin, Vietnamese, and the marks the pages use: quotes, dashes, arrows, triangles, the star, minus, dots.
CHARACTERS = (
    "U+0020-007E,U+00A0-00FF,U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+1EA0-1EF9,"
    "U+0300,U+0301,U+0303,U+0309,U+0323,U+2013,U+2014,U+2018-201D,U+2022,U+2026,U+2039,U+203A,U+20AB,U+2190-2193,"
    "U+2212,U+25B2,U+25BC,U+2605"
)
FEATURES = "kern,liga,calt,ccmp,locl,mark,mkmk,tnum,lnum"


def target() -> Path:
    """Where the files go: var/assets, or assets/ below PARINDEX_VAR."""
    return Path(os.environ.get("PARINDEX_VAR", ROOT / "var")) / "assets"


def _is_current(stamp: Path, content: str) -> bool:
    return stamp.exists() and stamp.read_text() == content


def make_fonts(folder: Path) -> None:
    """Cut each weight to the characters used; about 30 kB each."""
    from fontTools import subset

    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "made-from.txt"
    wanted = (
        f"fontpkg-be-vietnam-pro {metadata.version('fontpkg-be-vietnam-pro')} {CHARACTERS} {FEATURES} {list(WEIGHTS)}"
    )
    if _is_current(stamp, wanted):
        return
    package = resources.files("fontpkg_be_vietnam_pro")
    for weight, name in WEIGHTS.items():
        out = folder / f"be-vietnam-pro-{weight}.woff2"
        with resources.as_file(package / "files" / f"BeVietnamPro-{name}.ttf") as source:
            subset.main(
                [
                    str(source),
                    f"--unicodes={CHARACTERS}",
                    f"--layout-features={FEATURES}",
                    "--flavor=woff2",
                    "--no-hinting",
                    "--desubroutinize",
                    f"--output-file={out}",
                ]
            )
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.assets", description=__doc__.splitlines()[0])
    parser.parse_args()
    make_fonts(target() / "fonts")
    make_plotly(target() / "plotly")
    return 0


if __name__ == "__main__":
    sys.exit(main())
