"""Files of units and transcribed results."""

from .brought import Brought, BroughtFiles

# Every unit of a country in one workbook has some 600 kB; the page carries the files sealed, a third larger.
MOST_BYTES = 1_000_000


class BroughtRecords(Brought):
    """The files of one import."""

    tep = BroughtFiles(most_bytes=MOST_BYTES, command="import_results")
