"""The decisions behind the code: read, checked, resolved, drafted, accepted."""
