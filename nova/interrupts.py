"""Ctrl-C is for the main thread, which ends the work in order.

A terminal sends it to every process of the group. A helper such as ruff or git that dies of it looks like one that
failed, and what a step makes of that would be kept as its result. So other threads start their processes with the
interrupt blocked.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_INTERRUPT = {signal.SIGINT}


def leave_to_the_main_thread() -> None:
    """From now on, processes that this thread starts do not see a Ctrl-C. Does nothing in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)


@contextmanager
def blocked() -> Iterator[None]:
    """Ctrl-C waits until the block is over; processes started in it never see one."""
    with _deferred():
        yield from _masked(signal.SIG_BLOCK)


@contextmanager
def unblocked() -> Iterator[None]:
    """Processes started in the block see interrupts as usual, such as those that a test sends to itself."""
    yield from _masked(signal.SIG_UNBLOCK)


@contextmanager
def setting(cancel: threading.Event) -> Iterator[None]:
    """The first Ctrl-C in the block sets `cancel`, so that the work ends in order; a second one interrupts as usual.
    Changes nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def first(number: int, frame: object) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _deferred() -> Iterator[None]:
    """The mask of a thread is not enough: another thread may take the signal, and Python tells the main one."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield
        return
    noted: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: noted.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if noted:
            usual(signal.SIGINT, noted[0])


def _masked(how: int) -> Iterator[None]:
    before = signal.pthread_sigmask(how, _INTERRUPT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
