# with: {"path": "m.py", "functions": ["a", "b"], "holder": "Both"}
def a():
	return b()


LIMIT = 3


def b(limit=LIMIT):
	return limit
# becomes
LIMIT = 3


class Both:
	@staticmethod
	def a():
		return Both.b()

	@staticmethod
	def b(limit=LIMIT):
		return limit
