# with: {"home": "jobs.py", "old": "Job", "new": "Run", "path": "jobs.py"}
# file: jobs.py
class Run:
    pass


Job = Run


def make(Job=None):
    return Job


def first() -> "list[Job]":
    return [Job()]
# becomes
# file: jobs.py
class Run:
    pass


Job = Run


def make(Job=None):
    return Job


def first() -> "list[Job]":
    return [Run()]
