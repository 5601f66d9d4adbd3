# with: {"path": "pkg/run.py", "to": "run.py"}
# file: pkg/__init__.py
# file: pkg/words.py
def say(): ...
# file: pkg/run.py
import words

words.say()
# becomes
# file: run.py
import pkg.words

pkg.words.say()
# deleted: pkg/run.py
