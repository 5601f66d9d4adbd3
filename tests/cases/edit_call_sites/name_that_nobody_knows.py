# with: {"pattern": "total($a)", "becomes": "sum($a)"}
def total(a): ...
total(1)
# declined: total is not known
