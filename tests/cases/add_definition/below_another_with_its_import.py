# with: {"path": "m.py", "code": ["class PathTraversal(Suspicious):", "    \"\"\"A path that leaves.\"\"\"", "", "    sep = sep"], "after": "Suspicious", "imports": ["from os import sep"]}
from os import path


class Suspicious(Exception):
	pass


class Other(Suspicious):
	pass
# becomes
from os import path, sep


class Suspicious(Exception):
	pass


class PathTraversal(Suspicious):
	"""A path that leaves."""

	sep = sep


class Other(Suspicious):
	pass
