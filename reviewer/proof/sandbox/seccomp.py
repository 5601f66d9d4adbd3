"""The system calls that code under proof never gets, as a compiled filter that bubblewrap installs."""

from __future__ import annotations

import errno
import socket
import tempfile
from functools import cache

import pyseccomp

DENIED = (
    # the kernel's own memory, modules and clock
    "bpf", "perf_event_open", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
    "iopl", "ioperm", "reboot", "swapon", "swapoff", "acct", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "syslog", "lookup_dcookie", "quotactl", "nfsservctl", "vhangup",
    # other processes and key rings
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "add_key", "request_key", "keyctl",
    # mounts and namespaces
    "mount", "umount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "unshare", "setns", "open_by_handle_at", "name_to_handle_at", "fanotify_init",
    # large and young parts of the kernel that a test suite has no use for
    "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "uselib", "modify_ldt",
)

FAMILIES = frozenset({socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK})
"""Socket families left: a suite may talk to itself over loopback, and glibc asks netlink for its addresses.
The network namespace holds nothing but loopback. AF_VSOCK is not bound by namespaces, so it matters here."""

LAST_FAMILY = 63
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
"""Terminal requests that type on behalf of the person; bubblewrap's new session is the first guard."""


@cache
def compiled() -> bytes:
    """The filter as BPF. Everything that is not named is allowed; a foreign architecture is killed.

    Names that this machine's libseccomp does not know yet are left out: its kernel calls cannot be reached by a
    name, and capabilities and namespaces stand behind each of them.
    """
    denied = pyseccomp.ERRNO(errno.EPERM)
    rules = pyseccomp.SyscallFilter(defaction=pyseccomp.ALLOW)
    for name in DENIED:
        if _known(name):
            rules.add_rule(denied, name)
    for family in set(range(LAST_FAMILY + 1)) - FAMILIES:
        rules.add_rule(denied, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    rules.add_rule(denied, "socket", pyseccomp.Arg(0, pyseccomp.GT, LAST_FAMILY))
    for request in (TIOCSTI, TIOCLINUX):
        rules.add_rule(denied, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, request))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(name: str) -> bool:
    try:
        return pyseccomp.resolve_syscall(pyseccomp.system_arch(), name) >= 0
    except (OSError, ValueError):
        return False
