"""Open data: what each table and column means, the files that anyone may take away, the JSON addresses."""
