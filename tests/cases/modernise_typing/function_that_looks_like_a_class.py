# with: {"path": "m.py", "floor": [3, 10]}
import threading
from typing import Optional

import numpy as np


def f(x: Optional[threading.Lock], y: Optional[callable], z: Optional[np.array]): ...
# left alone
