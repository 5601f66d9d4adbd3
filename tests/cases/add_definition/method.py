# with: {"path": "m.py", "within": "TestDuration", "after": "TestDuration.test_zero", "code": ["def test_none(self):", "    self.assertEqual(text(None), \"\"\"a", "  b\"\"\")"]}
from n import text


class TestDuration:
    def test_zero(self):
        self.assertEqual(text(0), "")

    def test_last(self):
        pass
# becomes
from n import text


class TestDuration:
    def test_zero(self):
        self.assertEqual(text(0), "")

    def test_none(self):
        self.assertEqual(text(None), """a
  b""")

    def test_last(self):
        pass
