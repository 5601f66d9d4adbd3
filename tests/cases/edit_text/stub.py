# with: {"path": "queue.pyi", "old": "JobQueue", "new": "RunQueue"}
# file: queue.pyi
# Where a JobQueue keeps its runs.
class JobQueueError(Exception): ...
JobQueue: type
# becomes
# file: queue.pyi
# Where a RunQueue keeps its runs.
class JobQueueError(Exception): ...
JobQueue: type
