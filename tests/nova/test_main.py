"""The door `nova` answers Ctrl-C wherever it comes."""

import subprocess
import sys

STAND_IN = """
import sys, types

door = types.ModuleType("nova.cli")
def main():
    exec("raise KeyboardInterrupt")
door.main = main
sys.modules["nova.cli"] = door
from nova.__main__ import main
main()
"""


def test_a_ctrl_c_inside_exec_as_dataclasses_use_it_leaves_with_130(tmp_path):
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    done = subprocess.run([sys.executable, "-m", "stand_in"], cwd=tmp_path, capture_output=True, text=True,
                          check=False)
    assert done.stderr == "nova: stopped. What was finished is kept; the same command goes on from there.\n"
    assert done.returncode == 130
