"""A ranking page before its publication, for those of the staff who may see it; nothing public imports this package."""
