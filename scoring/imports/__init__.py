"""Files become plain rows and a list of problems here; nothing in this package knows a database."""
