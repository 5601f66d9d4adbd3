"""The system calls that code under proof never gets, as a compiled filter that bubblewrap installs."""

from __future__ import annotations

import errno
import socket
import tempfile
from functools import cache
from importlib import import_module
from typing import Any

from nova.errors import SandboxUnavailable

DENIED = (
    # the kernel's own memory, modules and clock
    "bpf", "perf_event_open", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
    "iopl", "ioperm", "reboot", "swapon", "swapoff", "acct", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "syslog", "lookup_dcookie", "quotactl", "nfsservctl", "vhangup",
    # other processes and key rings
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "add_key", "request_key", "keyctl",
    # mounts and namespaces
    "mount", "umount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "open_tree_attr", "listmount", "statmount",
    "unshare", "setns", "open_by_handle_at", "name_to_handle_at", "fanotify_init",
    # large and young parts of the kernel that a test suite has no use for
    "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "uselib", "modify_ldt",
)

OUTSIDE = (
    # what Landlock leaves open: the modes, owners and times of any file, and who reads or writes a folder
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "futimesat",
    "utimensat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr", "lremovexattr", "fremovexattr",
    "removexattrat", "file_setattr", "inotify_add_watch", "chroot", "sync", "quotactl_fd",
    # other processes of the same person, and what they share
    "setpriority", "ioprio_set", "sched_setaffinity", "sched_setparam", "sched_setscheduler", "sched_setattr",
    "migrate_pages", "move_pages", "process_madvise", "process_mrelease", "pidfd_open", "pidfd_send_signal",
    "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl",
    "mq_open", "mq_unlink",
)
"""Refused as well where no namespace keeps the command alone."""

YOUNG = {"clone3": 435, "fchmodat2": 452, "statmount": 457, "listmount": 458, "setxattrat": 463, "removexattrat": 466,
         "open_tree_attr": 467, "file_setattr": 469}
"""Numbers of calls that a libseccomp may not know yet; since 424 they are the same on every machine."""

UNHEARD_OF = range(470, 512)
"""Calls that came after this file was written. Nobody has looked at what they reach."""

FAMILIES = frozenset({socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK})
"""Socket families left: a suite may talk to itself over loopback, and glibc asks netlink for its addresses.
The network namespace holds nothing but loopback. AF_VSOCK is not bound by namespaces, so it matters here."""

NAMESPACES = 0x7E020000 | 0x80
"""Every CLONE_NEW flag: mounts, cgroup, uts, ipc, user, pid, net, time. A thread or a fork has none of them."""

LAST_FAMILY = 63
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
"""Terminal requests that type on behalf of the person; bubblewrap's new session is the first guard."""


@cache
def compiled(alone: bool = True) -> bytes:
    """The filter as BPF. Everything that is not named is allowed; a foreign architecture is killed. Not `alone`: the
    command is in no namespace of its own, so it gets no socket at all and may ask nothing of other processes.

    Raises SandboxUnavailable when the machine has no libseccomp.
    """
    lib = _library()
    denied = lib.ERRNO(errno.EPERM)
    rules = lib.SyscallFilter(defaction=lib.ALLOW)
    for name in DENIED if alone else DENIED + OUTSIDE:
        if number := _known(lib, name):
            rules.add_rule(denied, number)
    for bit in _bits(NAMESPACES):
        rules.add_rule(denied, "clone", lib.Arg(0, lib.MASKED_EQ, bit, bit))
    # A filter cannot see the flags of clone3; glibc, told that there is none, takes clone.
    for number in (YOUNG["clone3"], *UNHEARD_OF):
        rules.add_rule(lib.ERRNO(errno.ENOSYS), number)
    (_own_network if alone else _no_network)(lib, rules, denied)
    for request in (TIOCSTI, TIOCLINUX):
        rules.add_rule(denied, "ioctl", lib.Arg(1, lib.MASKED_EQ, 0xFFFFFFFF, request))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _own_network(lib: Any, rules: Any, denied: Any) -> None:
    for family in set(range(LAST_FAMILY + 1)) - FAMILIES:
        rules.add_rule(denied, "socket", lib.Arg(0, lib.EQ, family))
    rules.add_rule(denied, "socket", lib.Arg(0, lib.GT, LAST_FAMILY))


def _no_network(lib: Any, rules: Any, denied: Any) -> None:
    """Left is a pair of connected streams, which asyncio and pipes of multiprocessing take. A pair for datagrams would
    reach any Unix socket with a file. Limits are for the process itself."""
    for name in ("socket", "connect", "bind", "listen"):
        rules.add_rule(denied, name)
    rules.add_rule(denied, "socketpair", lib.Arg(0, lib.NE, socket.AF_UNIX))
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        rules.add_rule(denied, "socketpair", lib.Arg(1, lib.MASKED_EQ, 0xF, kind))
    rules.add_rule(denied, "prlimit64", lib.Arg(0, lib.NE, 0))


def _bits(mask: int) -> list[int]:
    return [1 << position for position in range(32) if mask >> position & 1]


def _library() -> Any:
    """pyseccomp looks for libseccomp when it is imported, so it is imported where its absence can be told."""
    try:
        return import_module("pyseccomp")
    except (ImportError, OSError, RuntimeError) as error:
        raise SandboxUnavailable("libseccomp is not installed: apt-get install libseccomp2") from error


def _known(lib: Any, name: str) -> int | None:
    """The call's number; None when neither this machine's libseccomp nor we have one, so that this machine has not."""
    try:
        number = int(lib.resolve_syscall(lib.system_arch(), name))
    except (OSError, ValueError):
        number = -1
    return number if number >= 0 else YOUNG.get(name)
