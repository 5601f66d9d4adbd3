# with: {"path": "m.py", "name": "Field.text", "code": ["@staticmethod", "def text(obj=None):", "    if obj:", "        return 1", "    return 2"]}
class Field:
	@staticmethod
	def text(obj=None):
		return 3

	x = 1
# becomes
class Field:
	@staticmethod
	def text(obj=None):
		if obj:
			return 1
		return 2

	x = 1
