# with: {"path": "m.py", "function": "Base.run", "parameter": "log", "default": "0", "value": "1"}
class Base:
    def run(self, job):
        return job


class Big(Base):
    def run(self, job, *, now=True):
        return super().run(job)


def start(base: Base):
    Base.run(base, 1)
    return base.run(2)
# file: n.py
from m import Big

Big().run(3)
# becomes
# file: m.py
class Base:
    def run(self, job, log=0):
        return job


class Big(Base):
    def run(self, job, log=0, *, now=True):
        return super().run(job, log=1)


def start(base: Base):
    Base.run(base, 1, log=1)
    return base.run(2, log=1)
# file: n.py
from m import Big

Big().run(3, log=1)
