# with: {"old": "m.py::path", "new": "way"}
from os import path

path.join("a")
# declined: m.py imports path; name the file that defines it
