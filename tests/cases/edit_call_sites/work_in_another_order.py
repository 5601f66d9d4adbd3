# with: {"pattern": "max($a, $b)", "becomes": "max($b, $a)"}
max(read(), read())
# left alone
