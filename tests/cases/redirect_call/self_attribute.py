# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "self.clock.now", "split": 0}
import datetime
import os


class Job:
    def __init__(self, clock):
        self.clock = clock
        self.started = datetime.datetime.now()

    def late(self):
        return any(datetime.datetime.now(tz) > self.started for tz in os.environ)  # now
# becomes
import os


class Job:
    def __init__(self, clock):
        self.clock = clock
        self.started = self.clock.now()

    def late(self):
        return any(self.clock.now(tz) > self.started for tz in os.environ)  # now
