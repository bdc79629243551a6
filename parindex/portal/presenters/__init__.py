"""From published values to the words, cells and links of a page. No database, no HTML."""
