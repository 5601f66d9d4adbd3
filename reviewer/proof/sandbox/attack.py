"""Runs inside the sandbox and tries to get out. Standard library only; writes one JSON object.

Its one argument is a JSON object with what lies outside: an address, a secret file, a process id. Every attempt
reports what it reached; the judge is outside, in `probe.py`.
"""

import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import sys
import time
from typing import Any

Target = dict[str, Any]
libc = ctypes.CDLL(None, use_errno=True)


def network(target: Target) -> str:
    """Reach a listener of the machine over loopback."""
    with socket.create_connection(("127.0.0.1", target["port"]), timeout=2):
        return "reached a listener of the machine"


def abstract_socket(target: Target) -> str:
    """Reach a Unix socket that has no file."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + target["abstract"])
        return "reached a Unix socket of the machine"


def virtual_socket(target: Target) -> str:
    """Open a socket to the hypervisor, which namespaces do not bind."""
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM):
        return "opened a socket to the hypervisor"


def secret_file(target: Target) -> str:
    """Read a file of the person who runs Nova."""
    with open(target["secret"]) as file:
        return "read " + file.read(40)


def home(target: Target) -> str:
    """List the home folder."""
    found = set(os.listdir(target["home"])) - set(target["bound"])
    if found:
        return f"saw {len(found)} entries of the home folder"
    raise PermissionError("nothing of it is there")


def environment(target: Target) -> str:
    """Find a variable of Nova's environment, in its own or that of a process it can see."""
    for name in ["self", *filter(str.isdigit, os.listdir("/proc"))]:
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                seen = {entry.partition(b"=")[0].decode() for entry in file.read().split(b"\0") if entry}
        except OSError:
            continue
        if seen - set(target["given"]):
            return f"saw {min(seen - set(target['given']))} in process {name}"
    raise LookupError("nothing but what it was given")


def write_outside(target: Target) -> str:
    """Write next to the secret, to the system, to the root."""
    for folder in (os.path.dirname(target["secret"]), "/usr", "/etc", "/", "/nova"):
        try:
            with open(os.path.join(folder, "nova-selftest-written"), "w"):
                return "wrote into " + folder
        except OSError:
            continue
    raise PermissionError("nothing outside can be written")


def processes(target: Target) -> str:
    """See or signal a process of the machine."""
    seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    if target["pid"] in seen and len(seen) > 8:
        return f"saw {len(seen)} processes"
    if target["pid"] > 100:
        os.kill(target["pid"], 0)
        return "could signal a process of the machine"
    raise PermissionError("only its own processes")


def mount(target: Target) -> str:
    """Mount something, or make the root writable again."""
    for flags in (0, 32):  # 32: MS_REMOUNT
        if libc.mount(b"none", b"/", b"tmpfs", flags, None) == 0:
            return "mounted over the root"
    raise PermissionError("mount is refused")


def user_namespace(target: Target) -> str:
    """Become root of a new user namespace, by unshare and by clone."""
    if libc.unshare(0x10000000) == 0:
        return "made a user namespace by unshare"
    child = libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) if os.uname().machine == "x86_64" else -1
    if child == 0:
        os._exit(0)
    if child > 0:
        os.waitpid(child, 0)
        return "made a user namespace by clone"
    raise PermissionError("no further user namespaces")


def trace(target: Target) -> str:
    """Trace a process."""
    child = os.fork()  # a traced process stops at its next signal, so it is another one that asks
    if child == 0:
        os._exit(libc.ptrace(0, 0, None, None) == 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return "ptrace answered"
    raise PermissionError("ptrace is refused")


def devices(target: Target) -> str:
    """Open a disk or the memory of the machine."""
    for name in os.listdir("/dev"):
        if name.startswith(("sd", "vd", "nvme", "mem", "kmem", "kmsg", "loop", "fuse", "kvm")):
            return "found /dev/" + name
    raise LookupError("no device but the harmless ones")


def memory(target: Target) -> str:
    """Take more memory than allowed."""
    return f"took {len(bytearray(5 << 30))} bytes"


def big_file(target: Target) -> str:
    """Write a file larger than allowed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(os.path.join(target["out"], "big"), "wb") as file:
        file.truncate(300 << 20)
        return "wrote 300 MB into one file"


def survivor(target: Target) -> str:
    """Leave a process behind that says so later."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(3):
                os.close(number)
            with open(os.path.join(target["out"], "survivor"), "w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.write("alive")
                file.flush()
                time.sleep(20)
        os._exit(0)
    mark = os.path.join(target["out"], "survivor")
    while not (os.path.exists(mark) and os.path.getsize(mark)):
        time.sleep(0.01)
    raise PermissionError("left one; outside it is seen whether it lives")


ATTACKS = [network, abstract_socket, virtual_socket, secret_file, home, environment, write_outside, processes, mount,
           user_namespace, trace, devices, memory, big_file, survivor]


def main() -> None:
    target = json.loads(sys.argv[1])
    results: dict[str, tuple[bool, str]] = {}
    for attack in ATTACKS:
        try:
            results[attack.__name__] = True, attack(target)
        except BaseException as error:
            results[attack.__name__] = False, type(error).__name__
    with open(os.path.join(target["out"], "results.json"), "w") as file:
        json.dump(results, file)


main()
