# with: {"path": "m.py", "old": "JobQueue", "new": "RunQueue"}
"""A `JobQueue` holds runs.

See https://example.org/JobQueue and docs/JobQueue.md for more.
"""


def f(x: "JobQueue") -> None:
    """Take a JobQueue, not JobQueueError."""
    # The JobQueue is empty here,
    # and stays so.
    print("JobQueue")  # JobQueue


class Old:
    """Renamed from
    JobQueue in 2.0.
    """
# becomes
"""A `RunQueue` holds runs.

See https://example.org/JobQueue and docs/JobQueue.md for more.
"""


def f(x: "JobQueue") -> None:
    """Take a RunQueue, not JobQueueError."""
    # The RunQueue is empty here,
    # and stays so.
    print("JobQueue")  # RunQueue


class Old:
    """Renamed from
    JobQueue in 2.0.
    """
