"""When things are done: APScheduler in UTC. What is done is durable: once for one key, however often it fires."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from nova.app import App
from nova.domain.project import Project
from nova.errors import Busy, NovaError
from nova.lease import lease
from nova.plugins import Duty, installed, part

log = logging.getLogger("nova")

LOOK_AGAIN = timedelta(minutes=1)
"""How often the service looks for projects that came or went, and for answers."""
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def slot(every: timedelta, now: datetime) -> datetime:
    """When the turn began in which `now` lies. Turns are counted from one Monday in UTC, so that every restart and
    every machine agrees on them."""
    return _MONDAY + (now - _MONDAY) // every * every


class Service:
    """Starts every project's duties when they are due, one at a time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._duties: dict[str, Duty] = {plugin.name: part(plugin.duty) for plugin in installed() if plugin.duty}
        # One worker: two reviews at once would only take the cores from each other.
        self._scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)},
                                              job_defaults={"coalesce": True, "misfire_grace_time": None})
        self._doing: str | None = None

    def run(self) -> None:
        """Until SIGTERM or SIGINT. What was under way then goes on at the next start."""
        asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: asked.set())
        with lease(self._app.home / "locks", "serve", "serving", self._app.clock.now()):
            self._scheduler.add_job(self.look, IntervalTrigger(seconds=int(LOOK_AGAIN.total_seconds())), id="look",
                                    next_run_time=self._app.clock.now())
            self._scheduler.start()
            log.info("serving %s; stop with Ctrl-C", self._app.home)
            asked.wait()
            self._scheduler.shutdown(wait=False)
            log.info("stopped%s", f"; {self._doing} was under way and goes on at the next start" if self._doing else "")
            for handler in logging.getLogger().handlers:
                handler.flush()
        # A review may be in a worker thread for minutes more. It is durable, so the process need not wait for it.
        os._exit(0)

    def look(self) -> None:
        """Bring the timetable in line with the watched projects, and tend each of them."""
        projects = {project.id: project for project in self._app.projects.all()}
        wanted = {f"{name}:{id}" for name in self._duties for id in projects}
        for job in self._scheduler.get_jobs():
            if job.id not in wanted and job.id != "look":
                job.remove()
                log.info("no longer watched: %s", job.name)
        for name, duty in self._duties.items():
            for project in projects.values():
                self._plan(name, duty, project)
                self._guarded(f"tending {project.name}", partial(duty.tend, self._app, project))

    def turn(self, name: str, project_id: str) -> None:
        """One turn of a duty for a project, under the key of its time slot."""
        project = self._app.projects.get(project_id)
        if project is not None:
            duty = self._duties[name]
            begun = slot(duty.every(self._app), self._app.clock.now())
            key = f"{name}-{project.id}-{begun:%Y%m%dT%H%M}"
            self._guarded(f"{name} of {project.name}", partial(duty.turn, self._app, project, key))

    def _plan(self, name: str, duty: Duty, project: Project) -> None:
        job = f"{name}:{project.id}"
        if self._scheduler.get_job(job) is None:
            every = duty.every(self._app)
            trigger = IntervalTrigger(seconds=int(every.total_seconds()), start_date=_MONDAY, timezone=UTC)
            # Now as well: the turn that this moment belongs to may have been missed. Its key says whether it was.
            self._scheduler.add_job(self.turn, trigger, args=[name, project.id], id=job, name=project.name,
                                    next_run_time=self._app.clock.now())
            log.info("watching %s: %s every %s", project.name, name, str(every).removesuffix(", 0:00:00"))

    def _guarded(self, what: str, work: Callable[[], str | None]) -> None:
        """One project's trouble is a log line, never the end of the service."""
        self._doing = what
        try:
            line = work()
        except Busy as error:
            log.info("%s: %s", what, error)
        except NovaError as error:
            log.warning("%s: %s", what, error)
        except Exception:
            log.exception("%s: a defect of Nova's", what)
        else:
            if line:
                log.info("%s: %s", what, line)
        finally:
            self._doing = None
