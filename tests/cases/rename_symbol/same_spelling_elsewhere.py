# with: {"old": "pkg/a.py::run", "new": "start"}
# file: pkg/__init__.py
# file: pkg/a.py
def run(): ...
# file: pkg/b.py
from . import c
from .c import run

run()
c.run()
subprocess = c
subprocess.run()
# file: pkg/c.py
import subprocess


def run():
    subprocess.run("run")
# becomes
# file: pkg/a.py
def start(): ...
