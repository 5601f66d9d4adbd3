# with: {"pattern": "$a.set($b)", "becomes": "$a = $b"}
a.set(1)
b.c.set(2); print(d.set(3))
# becomes
a = 1
b.c = 2; print(d.set(3))
# leaves: m.py:2 its value is used, and a statement has none
