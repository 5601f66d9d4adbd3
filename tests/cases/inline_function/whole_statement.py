# with: {"definition": "m.py::log"}
def log(text):
	"""Log it."""
	print('''
margin''', text)
	if text:
		return


def f(x):
	if x:
		log("a")  # at first
	log(x)
# becomes
def f(x):
	if x:
		print('''
margin''', "a")
		if "a":
			pass  # at first
	print('''
margin''', x)
	if x:
		pass
