# with: {"pattern": "self.assertRaises(errors.Suspicious)", "becomes": "self.assertRaises(Traversal)", "imports": ["from errors import Traversal"]}
# file: errors.py
class Suspicious(Exception): ...
class Traversal(Suspicious): ...
# file: t.py
import errors


class T:
    def test(self):
        with self.assertRaises(errors.Suspicious):
            pass
        with self.assertRaises(Suspicious):
            pass
# becomes
# file: t.py
import errors
from errors import Traversal


class T:
    def test(self):
        with self.assertRaises(Traversal):
            pass
        with self.assertRaises(Suspicious):
            pass
