# with: {"pattern": "1", "becomes": "2 / 1"}
a = 1
b = 1 ** True
# becomes
a = 2 / 1
b = (2 / 1) ** True
