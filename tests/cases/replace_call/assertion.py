# with: {"path": "m.py", "old": "unittest.TestCase.assertEquals"}
from unittest import TestCase


class Base(TestCase): ...


class T(Base):
    def test(self):
        self.assertEquals(
            1, 1)
        self.other.assertEquals(1, 2)


class Other:
    def test(self):
        self.assertEquals(1, 1)
# becomes
from unittest import TestCase


class Base(TestCase): ...


class T(Base):
    def test(self):
        self.assertEqual(
            1, 1)
        self.other.assertEquals(1, 2)


class Other:
    def test(self):
        self.assertEquals(1, 1)
