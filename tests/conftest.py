"""What more than one room's tests stand on."""

import fcntl
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

AIMOCK = "1.43.0"


def installed_aimock() -> Path:
    """The command of the npm package, fetched once into the environment's folder."""
    folder = Path(sys.prefix) / f"aimock-{AIMOCK}"
    command = folder / "node_modules/@copilotkit/aimock/dist/cli.js"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of a run share the folder
        if not command.exists():
            npm = shutil.which("npm")
            if npm is None:
                pytest.fail("the outer tests talk to an npm package, and npm is not here: apt-get install npm")
            subprocess.run([npm, "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund",
                            "--loglevel", "error", f"@copilotkit/aimock@{AIMOCK}"], check=True,
                           env={**trusting_this_machine(), **os.environ})
    return command


def trusting_this_machine() -> dict[str, str]:
    """Node brings certificates of its own; behind a company's proxy only the machine's lead to the registry."""
    certificates = ssl.get_default_verify_paths().cafile
    return {"NODE_EXTRA_CA_CERTS": certificates} if certificates else {}


@pytest.fixture(scope="session")
def aimock_server():
    from aimock_pytest import AIMockServer, NodeManager

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIMOCK_CLI_PATH", str(installed_aimock()))
        patch.setenv("AIMOCK_STRICT_TURN_INDEX", "1")  # turnIndex is to match or not, never nearly
        server = AIMockServer(NodeManager())
        server.start()
        yield server
        server.stop()


@pytest.fixture
def aimock(aimock_server):
    """Anthropic's wire, scripted by `on_message`, `add_fixture` and `next_error`; empty at the start of each test."""
    aimock_server.reset()
    return aimock_server
