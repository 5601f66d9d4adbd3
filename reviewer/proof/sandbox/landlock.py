"""Starts one command under Landlock and seccomp, and ends with nothing of it left. Standard library only.

Run by Nova as `python -I -S landlock.py PLAN FILTER`, two descriptors: the plan as JSON, the filter as BPF. It stays
outside as the supervisor: orphans come to it, so that it can end all of them when the command ends, when it is told
to (SIGTERM), and when Nova dies (which sends it that signal). The command is confined before its first instruction.

{"argv", "folder", "environment", "home": removed at the end, "parent": process id of Nova,
"processes": at most, "read": [paths], "write": [paths]}
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import struct
import sys
import time
from shutil import rmtree
from types import FrameType
from typing import Any

libc = ctypes.CDLL(None, use_errno=True)
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
SET_DEATH_SIGNAL, SET_SECCOMP, DROP_BOUND, SET_NO_NEW_PRIVILEGES, SET_SUBREAPER, AMBIENT = 1, 22, 24, 38, 36, 47
READ = 1 << 0 | 1 << 2 | 1 << 3
"""Execute, read a file, list a folder."""
ON_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14
"""The rights that a rule for a file may name: execute, write, read, truncate."""
EVERYTHING = (1 << 16) - 1
"""Every right of ABI 5, the ioctl of devices last."""
WRITE = EVERYTHING & ~(1 << 6 | 1 << 11 | 1 << 15)
"""All but making devices and controlling them."""
NETWORK, SCOPES = 0b11, 0b11
"""TCP bind and connect (ABI 4); abstract Unix sockets and signals of others (ABI 6)."""
NEEDED = 6
"""Before ABI 6, Linux 6.12, the command could send signals to Nova and to everything else of the same person."""
FAILED = 125
PATIENCE = 4.0


def abi() -> int:
    """The version of Landlock in this kernel; 0 when it has none or does not let us."""
    return max(0, int(libc.syscall(CREATE_RULESET, None, 0, 1)))


def _check(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def confine(plan: dict[str, Any], program: bytes) -> None:
    """From here on this process and what it starts have only what the plan says."""
    _check(libc.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no_new_privs")
    attributes = struct.pack("3Q", EVERYTHING, NETWORK, SCOPES)
    ruleset = _check(libc.syscall(CREATE_RULESET, attributes, len(attributes), 0), "Landlock")
    for paths, rights in ((plan["read"], READ), (plan["write"], WRITE)):
        for path in paths:
            _allow(ruleset, path, rights)
    _check(libc.syscall(RESTRICT_SELF, ruleset, 0), "Landlock")
    os.close(ruleset)
    _drop_capabilities()
    code = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    _check(libc.prctl(SET_SECCOMP, 2, filters, 0, 0), "seccomp")


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        number = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= ON_FILES
    _check(libc.syscall(ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, number), 0), "Landlock rule")
    os.close(number)


def _drop_capabilities() -> None:
    """Root of a container has some. What cannot be dropped is refused."""
    held = _capabilities()
    for number in range(64):
        libc.prctl(DROP_BOUND, number, 0, 0, 0)
    libc.prctl(AMBIENT, 4, 0, 0, 0)
    _check(libc.capset(struct.pack("Ii", 0x20080522, 0), bytes(24)), "capabilities")
    if held and os.geteuid() == 0 and any(libc.prctl(23, number, 0, 0, 0) == 1 for number in range(64)):
        raise OSError("capabilities cannot be dropped here")


def _capabilities() -> bool:
    data = ctypes.create_string_buffer(24)
    _check(libc.capget(struct.pack("Ii", 0x20080522, 0), data), "capabilities")
    return any(data.raw)


def start(plan: dict[str, Any], program: bytes) -> int:
    """The command's process id. It is in a session of its own."""
    child = os.fork()
    if child:
        return child
    try:
        libc.prctl(SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        os.closerange(3, 1 << 16)
        os.chdir(plan["folder"])
        with open("/proc/loadavg") as file:
            busy = int(file.read().split()[3].partition("/")[2])
        most = busy + plan["processes"]
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        confine(plan, program)
        os.execve(plan["argv"][0], plan["argv"], plan["environment"])
    except BaseException as error:
        os.write(2, f"nova: the command could not be confined: {error}\n".encode())
    os._exit(FAILED)


def end_all() -> None:
    """Kill every descendant. Those whose parents died are children of this process, so none is out of reach."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for descendant in _descendants():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(descendant, number)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.002)


def _descendants() -> list[int]:
    parents: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError), open(f"/proc/{name}/stat", "rb") as file:
            parents.setdefault(int(file.read().rpartition(b")")[2].split()[1]), []).append(int(name))
    found, queue = [], [os.getpid()]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


def supervise(child: int) -> int:
    """Wait for the command; its status as a shell tells it."""
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _told_to_end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    with open(int(sys.argv[1]), "rb") as file, open(int(sys.argv[2]), "rb") as filters:
        plan, program = json.load(file), filters.read()
    _check(libc.prctl(SET_SUBREAPER, 1, 0, 0, 0), "subreaper")
    try:
        signal.signal(signal.SIGTERM, _told_to_end)
        _check(libc.prctl(SET_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0), "death signal")
        if os.getppid() != plan["parent"]:
            return FAILED
        return supervise(start(plan, program))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        end_all()
        rmtree(plan["home"], ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
