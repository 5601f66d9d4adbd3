"""One worker at a time, and the second one is told who holds it."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from nova.errors import Busy
from nova.lease import lease

NOW = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)


def test_the_second_one_is_told_who_and_since_when(tmp_path):
    with lease(tmp_path, "shop", "reviewing shop", NOW), pytest.raises(Busy) as error:
        with lease(tmp_path, "shop", "reviewing shop", NOW):
            pass
    assert f"process {os.getpid()} is reviewing shop since 2026-11-21T10:42:00" in str(error.value)


def test_two_projects_do_not_wait_for_each_other(tmp_path):
    with lease(tmp_path, "shop", "x", NOW), lease(tmp_path, "bank", "x", NOW):
        pass


def test_a_holder_that_was_killed_holds_nothing(tmp_path):
    code = ("import os, signal, sys; from datetime import *; from pathlib import Path; from nova.lease import lease\n"
            "with lease(Path(sys.argv[1]), 'shop', 'x', datetime.now(UTC)): os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    with lease(tmp_path, "shop", "reviewing shop", NOW):
        pass
