"""What people type at the desk, read strictly; one module for each subject."""
