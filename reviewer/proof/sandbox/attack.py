"""Runs inside the sandbox and tries to get out. Standard library only; writes one JSON object.

Its one argument is a JSON object with what lies outside: addresses, a secret file, a process id. Every attempt
reports what it reached; the judge is outside, in `probe.py`.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import time
from typing import Any

Target = dict[str, Any]
libc = ctypes.CDLL(None, use_errno=True)
CALLS = {"x86_64": {"clone": 56, "add_key": 248, "keyctl": 250, "perf_event_open": 298, "process_vm_readv": 310,
                    "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425, "fsopen": 430, "clone3": 435},
         "aarch64": {"clone": 220, "add_key": 217, "keyctl": 219, "perf_event_open": 241, "process_vm_readv": 270,
                     "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425, "fsopen": 430, "clone3": 435}}
NEW_USER = 0x10000000
ONE = ctypes.create_string_buffer(b"x", 1)
SET_ONE = ctypes.create_string_buffer(struct.pack("QII", ctypes.addressof(ONE), 1, 0), 16)
"""The argument of setxattrat: one byte as the value."""
MANY = 200
"""Processes of the fork bomb: enough to see that nothing counts them, and harmless."""


def answered(name: str, *arguments: Any) -> bool:
    """Whether the kernel so much as looks at the system call."""
    number = CALLS.get(os.uname().machine, {}).get(name)
    if number is None:
        raise LookupError("system call numbers of this machine are not known")
    return bool(libc.syscall(number, *arguments) >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS))


def network(target: Target) -> str:
    """Reach a listener of the machine over loopback."""
    with socket.create_connection(("127.0.0.1", target["port"]), timeout=2):
        return "reached a listener of the machine"


def network_v6(target: Target) -> str:
    """The same over IPv6."""
    with socket.create_connection(("::1", target["port_v6"] or 1), timeout=2):
        return "reached a listener of the machine"


def datagram(target: Target) -> str:
    """Send one to the machine; outside it is seen whether it came."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"nova", ("127.0.0.1", target["port_udp"]))
    raise PermissionError("sent one into its own network")


def unix_socket(target: Target) -> str:
    """Reach a Unix socket of the person who runs Nova, such as an agent's or that of a container engine."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(target["socket"])
        return "reached a Unix socket of the machine"


def unix_datagram(target: Target) -> str:
    """Send to a Unix socket such as the system's log; a pair of sockets will do. Outside it is seen whether it came."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"nova", target["socket_datagram"])
    with contextlib.suppress(OSError):
        for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM):
            end.sendto(b"nova", target["socket_datagram"])
    raise PermissionError("none to be sent, or nobody there")


def abstract_socket(target: Target) -> str:
    """Reach a Unix socket that has no file."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + target["abstract"])
        return "reached a Unix socket of the machine"


def socket_families(target: Target) -> str:
    """Open a socket of any family that namespaces do not bind or a suite does not need: vsock, packet, key, alg..."""
    for family in set(range(1, 64)) - set(target["families"]):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            with contextlib.suppress(OSError), socket.socket(family, kind):
                return f"opened a socket of family {family}"
    raise PermissionError("no family but those that it may have")


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


def change_secret(target: Target) -> str:
    """Change what need not be opened: the mode, the times and the name of a person's file."""
    moved = target["secret"] + "-moved"
    changes: tuple[tuple[Any, ...], ...] = ((os.chmod, 0o777), (os.utime, (0, 0)), (os.chown, 1000, 1000),
                                            (os.setxattr, "user.nova", b"x"), (os.rename, moved))
    # The young calls of the same kind, which an older libseccomp does not know by name: fchmodat2, setxattrat.
    if libc.syscall(452, -100, target["secret"].encode(), 0o777, 0) == 0:
        return "fchmodat2 of a file outside"
    if libc.syscall(463, -100, target["secret"].encode(), 0, b"user.nova", ctypes.byref(SET_ONE), 16) == 0:
        return "setxattrat of a file outside"
    for change, *arguments in changes:
        with contextlib.suppress(OSError):
            change(target["secret"], *arguments)
            return f"{change.__name__} of a file outside"
    raise PermissionError("nothing about it can be changed")


def link_out(target: Target) -> str:
    """Reach the secret by links out of the tree and through /proc."""
    link, twin = (os.path.join(target["out"], name) for name in ("link", "twin"))
    os.symlink(target["secret"], link)
    with contextlib.suppress(OSError):
        os.link(target["secret"], twin)
    for path in (link, twin, "/proc/self/root" + target["secret"], "/proc/1/root" + target["secret"],
                 f"/proc/{os.getppid()}/root{target['secret']}"):
        with contextlib.suppress(OSError), open(path) as file:
            return f"read {len(file.read())} characters by a link"
    raise PermissionError("links lead nowhere")


def write_binds(target: Target) -> str:
    """Change what is shown for reading only: this file, the interpreter's library."""
    for path in (__file__, os.__file__):
        with contextlib.suppress(OSError), open(path, "a"):
            return "could write to " + path
        with contextlib.suppress(OSError):
            os.chmod(path, 0o777)
            return "changed the mode of " + path
    raise PermissionError("read-only")


def environment(target: Target) -> str:
    """Find a variable of Nova's environment, in its own or that of a process it can see."""
    seen = set(os.environ)
    for name in ["self", str(target["pid"]), str(os.getppid()), *_processes()]:
        with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:
            seen |= {entry.partition(b"=")[0].decode() for entry in file.read().split(b"\0") if entry}
    if seen - set(target["given"]):
        return f"saw {min(seen - set(target['given']))}"
    raise LookupError("nothing but what it was given")


def _processes() -> list[str]:
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def write_outside(target: Target) -> str:
    """Write next to the secret, to the system, to the root."""
    for folder in (os.path.dirname(target["secret"]), "/usr", "/etc", "/", "/nova", "/dev", "/var/tmp", "/run"):
        with contextlib.suppress(OSError), open(os.path.join(folder, "nova-selftest-written"), "w"):
            return "wrote into " + folder
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger"):
        with contextlib.suppress(OSError), open(path, "a"):
            return "could set " + path
    raise PermissionError("nothing outside can be written")


def processes(target: Target) -> str:
    """See or kill a process of the machine; outside it is seen whether that one lives."""
    seen = _processes()
    if str(target["pid"]) in seen and len(seen) > 8:
        return f"saw {len(seen)} processes"
    if target["victim"] not in (1, os.getpid(), os.getppid()):
        os.kill(target["victim"], signal.SIGKILL)
    raise PermissionError("only its own processes")


def control_others(target: Target) -> str:
    """Change the limits, the priority or the processors of a process of the machine."""
    victim = target["victim"]
    if victim in (1, os.getpid(), os.getppid()):
        raise LookupError("its number is taken inside")
    attempts: tuple[tuple[Any, ...], ...] = (
        (resource.prlimit, victim, resource.RLIMIT_CPU), (os.setpriority, os.PRIO_PROCESS, victim, 19),
        (os.sched_setaffinity, victim, {0}), (os.pidfd_open, victim))
    for attempt, *arguments in attempts:
        with contextlib.suppress(OSError):
            attempt(*arguments)
            return f"{attempt.__name__} on a process of the machine"
    raise PermissionError("only its own processes")


def shared_memory(target: Target) -> str:
    """Find memory that the machine's processes share by number."""
    if libc.shmget(target["shared"], 0, 0) >= 0:
        return "found shared memory of the machine"
    raise LookupError("none of the machine's")


def watch_folder(target: Target) -> str:
    """Be told of what happens in a folder outside."""
    watcher = libc.inotify_init1(0)
    if libc.inotify_add_watch(watcher, os.path.dirname(target["secret"]).encode(), 0xFFF) >= 0:
        return "is told what happens in a folder outside"
    raise PermissionError("nothing outside can be watched")


def capabilities(target: Target) -> str:
    """Hold any power of root, or regain it from a program that has the bit for it."""
    data = ctypes.create_string_buffer(24)
    libc.capget(struct.pack("Ii", 0x20080522, 0), data)
    if any(data.raw):
        return "has capabilities"
    if libc.prctl(39, 0, 0, 0, 0) != 1:  # 39: PR_GET_NO_NEW_PRIVS
        return "a setuid program would give it privileges"
    raise PermissionError("none, and none to be had")


def mount(target: Target) -> str:
    """Mount something, or make the root writable again."""
    for flags in (0, 32):  # 32: MS_REMOUNT
        if libc.mount(b"none", b"/", b"tmpfs", flags, None) == 0:
            return "mounted over the root"
    if answered("fsopen", b"tmpfs", 0):
        return "began to mount"
    raise PermissionError("mount is refused")


def user_namespace(target: Target) -> str:
    """Become root of a new user namespace, by unshare, by clone and by clone3."""
    calls = CALLS.get(os.uname().machine, {})
    wanted = struct.pack("8Q", NEW_USER, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    child = os.fork()
    if child == 0:
        os._exit(libc.unshare(NEW_USER) == 0)
    if os.waitpid(child, 0)[1]:
        return "made a user namespace by unshare"
    for name, arguments in (("clone", (NEW_USER | signal.SIGCHLD, 0, 0, 0, 0)), ("clone3", (wanted, len(wanted)))):
        child = libc.syscall(calls[name], *arguments) if name in calls else -1
        if child == 0:
            os._exit(0)
        if child > 0:
            os.waitpid(child, 0)
            return "made a user namespace by " + name
    raise PermissionError("no further user namespaces")


def trace(target: Target) -> str:
    """Trace a process, attach to one outside, read its memory."""
    child = os.fork()  # a traced process stops at its next signal, so it is another one that asks
    if child == 0:
        os._exit(libc.ptrace(0, 0, None, None) == 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return "ptrace answered"
    if libc.ptrace(16, target["victim"], None, None) == 0:  # 16: PTRACE_ATTACH
        return "attached to a process of the machine"
    if answered("process_vm_readv", target["victim"], None, 0, None, 0, 0):
        return "may read the memory of others"
    raise PermissionError("ptrace is refused")


def keyring(target: Target) -> str:
    """Use the kernel's key rings, which no namespace keeps apart."""
    if answered("keyctl", 0, -3, 0) or answered("add_key", b"user", b"nova", b"x", 1, -3):
        return "reached a key ring"
    raise PermissionError("key rings are refused")


def kernel(target: Target) -> str:
    """Reach the large and young parts of the kernel."""
    for name, arguments in (("bpf", (0, None, 0)), ("userfaultfd", (1,)), ("io_uring_setup", (1, None)),
                            ("perf_event_open", (None, 0, -1, -1, 0))):
        if answered(name, *arguments):
            return f"{name} answered"
    raise PermissionError("bpf, userfaultfd, io_uring and perf are refused")


def devices(target: Target) -> str:
    """Open or make a disk or the memory of the machine."""
    for path in target["devices"]:
        with contextlib.suppress(OSError), open(path, "rb"):
            return f"opened {path}"
    with contextlib.suppress(OSError):
        os.mknod(os.path.join(target["out"], "disk"), 0o60600, os.makedev(8, 0))
        return "made a block device"
    raise LookupError("no device but the harmless ones")


def memory(target: Target) -> str:
    """Take more memory than allowed."""
    with mmap.mmap(-1, 5 << 30) as taken:  # nothing of it is touched, so that it harms nobody where it succeeds
        return f"took {len(taken)} bytes"


def big_file(target: Target) -> str:
    """Write a file larger than allowed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(os.path.join(target["out"], "big"), "wb") as file:
        file.truncate(300 << 20)
        return "wrote 300 MB into one file"


def memory_together(target: Target) -> str:
    """Take more memory than the control group has, though a process alone might."""
    child = os.fork()
    if child == 0:
        os._exit(len(b"x" * (target["memory"] * 2)) == 0)
    if os.waitpid(child, 0)[1] == 0:
        return "took more than all of them may have"
    raise MemoryError("it was ended")


def disk(target: Target) -> str:
    """Find a folder that is in memory and has no limit of its own, or a foreign disk."""
    for folder in ("/dev/shm", "/tmp", "/dev", "/run", "/var/tmp", os.environ.get("HOME", "/")):
        with contextlib.suppress(OSError), open(os.path.join(folder, "nova-selftest"), "w"):
            room = os.statvfs(folder)
            if room.f_frsize * room.f_blocks > 300 << 20 and not folder.startswith(tuple(target["watched"])):
                return f"{room.f_frsize * room.f_blocks >> 20} MB to fill in {folder}"
    raise OSError("small folders only")


def fork_bomb(target: Target) -> str:
    """Start more processes than allowed."""
    children: list[int] = []
    try:
        for _ in range(MANY):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    except OSError as error:
        raise BlockingIOError(f"ended at {len(children)}") from error
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return f"{len(children)} processes at once"


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


ATTACKS = [network, network_v6, datagram, unix_socket, unix_datagram, abstract_socket, socket_families, secret_file,
           home, change_secret, link_out, environment, write_outside, write_binds, processes, control_others,
           shared_memory, watch_folder, capabilities, user_namespace, mount, trace, keyring, kernel, devices, memory,
           big_file, disk, memory_together, fork_bomb, survivor]


def main() -> None:
    target = json.loads(sys.argv[1])
    results: dict[str, tuple[bool, str]] = {}
    for attack in ATTACKS:
        if attack.__name__ in target["not_tried"]:
            continue
        try:
            results[attack.__name__] = True, attack(target)
        except BaseException as error:
            results[attack.__name__] = False, getattr(error, "strerror", None) or str(error) or type(error).__name__
    with open(os.path.join(target["out"], "results.json"), "w") as file:
        json.dump(results, file)


main()
