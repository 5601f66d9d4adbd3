# with: {"path": "m.py", "imports": [{"text": "import sys", "scope": ""}, {"text": "import re", "scope": ""}]}
"""Read and write."""
# Author: Somebody
#
# All rights reserved.

import re
import sys

import os

print(os.sep)
# becomes
"""Read and write."""
# Author: Somebody
#
# All rights reserved.

import os

print(os.sep)
