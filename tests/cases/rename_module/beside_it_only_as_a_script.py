# with: {"path": "tools/run.py", "to": "run.py"}
# file: tools/run.py
import words
# file: tools/words.py
# declined: tools/run.py:1 imports words, which lies beside it
