"""Both databases give the same pages: each run writes the hashes of its pages, and tools/run_tests.py compares the two."""

import hashlib
import json
import os
from pathlib import Path

from parindex.portal.opendata import files
from scoring import published

from .test_every_page import PAGES

# These say when a table was put on the portal, which is another moment in each run.
SAY_A_TIME = ("/cong-bo/",)
FILES = (
    *(f"/xep-hang/hai-phong/quan-huyen/par/2020.{suffix}" for suffix in ("csv", "xlsx", "json")),
    "/cong-bo/1/phu-luc.xlsx",
    "/cong-bo/1/phu-luc.pdf",
    "/don-vi/316/2020.pdf",
)


def test_the_pages_of_this_run_are_written_down_for_comparison(reader, vendor):
    addresses = [address for address in PAGES if not address.startswith(SAY_A_TIME)] + list(FILES)
    hashes = {address: hashlib.sha256(reader.get(address).content).hexdigest() for address in addresses}
    for release in published.current_releases():
        hashes[f"content of {release.index} {release.year} {release.group}"] = release.content_hash
    hashes |= {f"open data {name}": digest for name, digest in files.ready().sums().items()}
    assert len(hashes) > 100
    reports = Path(os.environ["PARINDEX_REAL_VAR"], "test-reports")
    reports.mkdir(parents=True, exist_ok=True)
    (reports / f"pages-{vendor}.json").write_text(json.dumps(hashes, indent=1, ensure_ascii=False))
