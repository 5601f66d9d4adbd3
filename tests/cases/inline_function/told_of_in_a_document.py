# with: {"definition": "m:doubled"}
# file: README.md
Call `doubled` to double.
# file: m.py
def doubled(x):
    return x * 2


print(doubled(2))
# becomes
# file: README.md
Call `doubled` to double.
# file: m.py
print(2 * 2)
# leaves: README.md:1 names doubled in prose
