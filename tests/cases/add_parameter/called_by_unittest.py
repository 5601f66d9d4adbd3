# with: {"path": "m.py", "function": "name", "parameter": "log", "value": "1"}
import unittest


def name(s):
    return s


class TestName(unittest.TestCase):
    def test_name(self):
        self.assertRaises(OSError, name, "a")
        with self.assertRaises(OSError):
            name("b")
# becomes
import unittest


def name(s, log):
    return s


class TestName(unittest.TestCase):
    def test_name(self):
        self.assertRaises(OSError, name, "a", log=1)
        with self.assertRaises(OSError):
            name("b", log=1)
