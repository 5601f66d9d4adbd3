# with: {"path": "m.py", "old": "JobQueue", "new": "RunQueue"}
"""Make a JobQueue."""
print(__doc__)
# left alone
