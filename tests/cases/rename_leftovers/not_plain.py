# with: {"home": "jobs.py", "old": "Job", "new": "Run", "path": "use.py"}
# file: jobs.py
class Run:
    pass


class Job(Run):
    pass
# file: use.py
from jobs import Job

Job()
# declined: not a plain alias
