"""Every write about scores: verbs with keyword-only arguments, `by=` last, the change and its event in one transaction."""
