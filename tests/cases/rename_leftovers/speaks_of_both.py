# with: {"home": "jobs.py", "old": "Job", "new": "Run", "path": "test_jobs.py"}
# file: jobs.py
class Run:
    pass


Job = Run
# file: test_jobs.py
import jobs


def test_alias():
    assert jobs.Job is jobs.Run
# left alone
