"""Tỉnh Minh Họa: an invented province as plain data, made by a generator that gives the same figures everywhere.

Nothing here is about a real body and nothing here touches the database; scoring/actions/illustration.py writes it.
"""

# Raised whenever what is generated changes: an installation that holds another edition is left as it is.
EDITION = 1

SOURCE = "Dữ liệu minh họa"
