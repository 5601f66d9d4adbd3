"""A review that kills itself before or after a stage: `python journeys_driver.py REPOSITORY STAGE WHEN`."""

import os
import signal
import sys
from pathlib import Path

from nova.app import open_app
from nova.ports import Silent
from reviewer.options import Options
from reviewer.reviewing import run_review

STAGES = ("snapshot", "index", "detect", "decisions", "propose", "prove", "open")


class Killer(Silent):
    """Every stage tells a Progress when it begins and when it is over; that is where this one strikes."""

    def __init__(self, stage: str, when: str) -> None:
        self._stage, self._when = stage, when

    def stage(self, name: str, doing: str = "") -> None:
        if (name, "before") == (self._stage, self._when):
            os.kill(os.getpid(), signal.SIGKILL)

    def finish(self, name: str, result: str, seconds: float) -> None:
        if (name, "after") == (self._stage, self._when):
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    app = open_app()
    run_review(app, app.project(Path(sys.argv[1])), Options(), Killer(sys.argv[2], sys.argv[3]))
