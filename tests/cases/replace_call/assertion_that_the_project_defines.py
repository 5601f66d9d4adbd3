# with: {"path": "m.py", "old": "unittest.TestCase.assertEquals"}
from unittest import TestCase


class T(TestCase):
    def assertEquals(self, a, b): ...

    def test(self):
        self.assertEquals(1, 1)
# declined: defines `assertEquals` itself
