# with: {"home": "jobs.py", "old": "Job", "new": "Run", "path": "use.py"}
# file: jobs.py
class Run:
    pass


Job = Run
# file: use.py
import jobs
from jobs import Job, other


def f(x: Job) -> Job:
    return Job(x), jobs.Job, x.Job, other
# becomes
# file: use.py
import jobs
from jobs import Run, other


def f(x: Run) -> Run:
    return Run(x), jobs.Run, x.Job, other
