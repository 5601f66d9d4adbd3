# with: {"path": "m.py", "old": "Job", "new": "Run"}
# file: m.py
# Job well done. A Job is not always `Job`.
# See `nova.Job.start()` and :class:`~nova.Job`.
x = 1
# becomes
# file: m.py
# Job well done. A Job is not always `Run`.
# See `nova.Run.start()` and :class:`~nova.Run`.
x = 1
