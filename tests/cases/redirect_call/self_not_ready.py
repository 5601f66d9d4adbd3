# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "self.clock.now", "split": 0}
from datetime import datetime


class Base:
    def __init__(self, clock):
        self.started = datetime.now()
        self.clock = clock


class Child(Base):
    @staticmethod
    def stamp(self):
        return datetime.now()

    def late(self):
        return datetime.now()


def now(self):
    return datetime.now()
# left alone
