# with: {"pattern": "len($a", "becomes": "$a"}
len(x)
# declined: does not parse
