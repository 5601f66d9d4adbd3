# with: {"pattern": "max($a, $b)", "becomes": "max($b)"}
max(read(), 1)
# left alone
