"""Files in, plain rows and problems out. Nothing here knows the database or Django."""
