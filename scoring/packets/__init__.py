"""What people take away to fill in: the templates of a round, and what is expected when they come back.

`identity` says what a template is of, `expected` what a file is held against, `templates` and `formats` make the workbooks.
"""
