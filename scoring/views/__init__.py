"""Pages of the staff desk: a gate, a call, a render. What may be done is asked of scoring/policies.py, nowhere else."""
