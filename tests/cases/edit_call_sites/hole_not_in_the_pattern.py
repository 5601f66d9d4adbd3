# with: {"pattern": "len($a)", "becomes": "len($b)"}
len(x)
# declined: $b is not in the pattern
