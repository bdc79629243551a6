"""The pages of a table, its units and its criteria before their publication, for those of the staff who may see them; nothing public imports this package."""
