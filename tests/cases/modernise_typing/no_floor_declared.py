# with: {"path": "m.py", "floor": [3, 10]}
from typing import Optional

x: Optional[int] = None
# declined: the project does not declare its oldest Python
