"""Forms of the staff desk, one module for each subject."""
