# with: {"pattern": "$a is not None and $a", "becomes": "$a or None"}
x is not None and y
x is not None and x
# becomes
x is not None and y
x or None
