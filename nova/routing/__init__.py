"""Which role answers: gates, classifier, router."""
