# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "self.clock.now", "split": 0}
from datetime import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Job:
    clock: Clock
    made: dt = field(default_factory=dt.now)

    def late(self):
        return (
            dt.now(  # the wall clock
                None,
            )
        )
# becomes
from datetime import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Job:
    clock: Clock
    made: dt = field(default_factory=dt.now)

    def late(self):
        return (
            self.clock.now(  # the wall clock
                None,
            )
        )
