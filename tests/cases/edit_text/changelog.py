# with: {"path": "docs/changelog.md", "old": "JobQueue", "new": "RunQueue"}
# file: docs/changelog.md
JobQueue is new.
# declined: tells what was
