"""Durable work: jobs whose steps survive a kill, on DBOS with SQLite.

A job is a list of steps with results in JSON. A finished step is never run again; the step that was cut is, so every
step is idempotent. The engine's database may be deleted at any time: only unfinished work is lost, and work is
started anew under its key.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from nova.interrupts import leave_to_the_main_thread

if TYPE_CHECKING:
    from dbos import DBOSConfig

R = TypeVar("R")
JSON = Mapping[str, Any]


class Steps(Protocol):
    """What a job does its work through."""

    def __call__(self, name: str, work: Callable[[], R]) -> R:
        """Do `work` once: a job that goes on after a kill gets the first result back. Results are JSON."""


Job = Callable[[JSON, Steps], Any]
"""Given its arguments and `Steps`; gives JSON. Everything that differs from one call to the next happens in steps."""


class DurableEngine:
    """Runs one job at a time in this process. Used as a context manager; starting it takes about a second."""

    def __init__(self, home: Path, jobs: Mapping[str, Job], packages: tuple[str, ...] = ("nova",)) -> None:
        """`packages` are those whose source the jobs are made of."""
        self._home = home
        self._jobs = jobs
        self._version = code_version(packages)
        self._workflows: dict[str, Callable[[str], str]] = {}
        self._raised: Exception | None = None

    def __enter__(self) -> DurableEngine:
        from dbos import DBOS

        self._home.mkdir(parents=True, exist_ok=True)
        # One executor per process: with a shared id, a second process would take over the first one's running work.
        executor = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS(config=_config(self._home, executor, self._version))
        self._workflows = {name: self._workflow(name, job) for name, job in self._jobs.items()}
        DBOS.launch()
        return self

    def __exit__(self, *_: object) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)

    def run(self, job: str, key: str, arguments: JSON) -> Any:
        """Run the job under its key, or go on where it was cut, or give the result it had. Raises what the job raises.

        A job that failed, or that other code began, is begun anew.
        """
        from dbos import DBOS, SetWorkflowID

        status = DBOS.get_workflow_status(key)
        if status is not None and status.status == "SUCCESS":
            return json.loads(str(DBOS.get_result(key)))
        try:
            if status is not None and status.status == "PENDING" and status.app_version == self._version:
                return json.loads(DBOS.resume_workflow(key).get_result())
            if status is not None:
                DBOS.delete_workflow(key)
            with SetWorkflowID(key):
                return json.loads(self._workflows[job](json.dumps(dict(arguments))))
        except Exception:
            # What comes back from a job that went on is a copy that has lost its type.
            if self._raised is not None:
                raise self._raised from None
            raise

    def _workflow(self, name: str, job: Job) -> Callable[[str], str]:
        """Everything goes in and out as text: names in a project may hold bytes that SQLite takes only escaped."""
        from dbos import DBOS

        def step(name: str, work: Callable[[], R]) -> R:
            result: R = json.loads(DBOS.run_step({"name": name}, lambda: json.dumps(work())))
            return result

        @DBOS.workflow(name=name)
        def workflow(arguments: str) -> str:
            leave_to_the_main_thread()
            try:
                return json.dumps(job(json.loads(arguments), step))
            except Exception as error:
                self._raised = error
                raise

        return workflow


def _config(home: Path, executor: str, version: str) -> DBOSConfig:
    from dbos import DBOSPortableJSONSerializer

    return {
        "name": "nova",
        "system_database_url": f"sqlite:///{home / 'engine.sqlite'}",
        "executor_id": executor,
        "application_version": version,
        "log_level": "CRITICAL",
        "serializer": DBOSPortableJSONSerializer(),
        # Nothing is scheduled or sent through DBOS; its listeners only make leaving wait for their next look.
        "scheduler_polling_interval_sec": 0.1,
        "notification_listener_polling_interval_sec": 0.1,
    }


@cache
def code_version(packages: tuple[str, ...]) -> str:
    """16 hex digits over the source of these packages: work begun by other code is begun anew."""
    import importlib.util

    digest = hashlib.sha256()
    for package in packages:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).rglob("*.py")):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
