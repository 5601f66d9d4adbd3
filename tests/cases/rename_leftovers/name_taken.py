# with: {"home": "jobs.py", "old": "Job", "new": "Run", "path": "use.py"}
# file: jobs.py
class Run:
    pass


Job = Run
# file: use.py
from jobs import Job


def f(Run):
    return Job()
# declined: uses the name Run for something else
