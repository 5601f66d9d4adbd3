# with: {"path": "m.py", "source": ["\"one \"", "    \"two\""], "name": "words"}
print("äöü", (
    "one "
    "two"))
# becomes
words = ("one "
    "two")
print("äöü", (
    words))
