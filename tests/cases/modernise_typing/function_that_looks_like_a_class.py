# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
import threading
from typing import Optional

import numpy as np


def f(x: Optional[threading.Lock], y: Optional[callable], z: Optional[np.array]): ...
# left alone
