"""The pages of a table and its units before their publication, for those of the staff who may see them; nothing public imports this package."""
