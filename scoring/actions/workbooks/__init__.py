"""Files that come into a round in three steps: staged, checked, confirmed; and undone as one act.

`marks` and `surveys` say what a file would change, `staging` keeps that, `confirming` writes it whole and takes it back.
"""
