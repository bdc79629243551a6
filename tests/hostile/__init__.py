"""Workbooks that no honest spreadsheet would write, an independent reading of them, and bombs."""
