# with: {"path": "m.py", "source": "\"one \"\n    \"two\"", "name": "words"}
print("äöü", (
    "one "
    "two"))
# becomes
words = ("one "
    "two")
print("äöü", (
    words))
