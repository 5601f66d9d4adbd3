"""A helper process that another thread started does not die of a Ctrl-C that the terminal sends to all of them."""

import subprocess
import sys

CODE = """
import os, signal, subprocess, sys, threading, time
from nova.interrupts import leave_to_the_main_thread, unblocked

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job begins with it ignored

def work(prepare, results):
    prepare()
    helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.5)"])
    ready.release()
    results.append(helper.wait())

def usual():
    leave_to_the_main_thread()
    context.__enter__()

context, ready, kept, lost = unblocked(), threading.Semaphore(0), [], []
threads = [threading.Thread(target=work, args=(leave_to_the_main_thread, kept)),
           threading.Thread(target=work, args=(usual, lost))]
for thread in threads:
    thread.start()
try:
    ready.acquire(), ready.acquire()
    time.sleep(0.2)
    os.killpg(0, signal.SIGINT)
    time.sleep(5)
except KeyboardInterrupt:
    print("main was told")
for thread in threads:
    thread.join()
print(kept[0], lost[0] != 0)
"""


WAITING = """
import os, signal, threading, time
from nova.interrupts import blocked

signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=time.sleep, args=(1,)).start()
try:
    with blocked():
        os.kill(os.getpid(), signal.SIGINT)  # the other thread takes it
        time.sleep(0.2)
        print("went on")
    print("never reached")
except KeyboardInterrupt:
    print("told afterwards")
"""


def test_what_must_not_be_cut_short_is_finished_first():
    done = subprocess.run([sys.executable, "-c", WAITING], start_new_session=True, capture_output=True, text=True,
                          timeout=30, check=False)
    assert done.stdout.splitlines() == ["went on", "told afterwards"], done.stderr


def test_the_main_thread_is_told_and_helpers_of_others_live_on():
    done = subprocess.run([sys.executable, "-c", CODE], start_new_session=True, capture_output=True, text=True,
                          timeout=30, check=False)
    assert done.stdout.splitlines() == ["main was told", "0 True"], done.stderr
