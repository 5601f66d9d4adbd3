# with: {"path": "docs/queue.md", "old": "JobQueue", "new": "RunQueue"}
# file: docs/queue.md
Make a JobQueue first; JobQueue.start() runs it.

The JobQueue was deprecated once.

[JobQueue](https://x.org/#JobQueue)
# becomes
# file: docs/queue.md
Make a RunQueue first; RunQueue.start() runs it.

The JobQueue was deprecated once.

[RunQueue](https://x.org/#JobQueue)
