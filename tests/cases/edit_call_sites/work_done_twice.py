# with: {"pattern": "len($a)", "becomes": "$a and len($a)"}
len(read())
len(a)
# becomes
len(read())
a and len(a)
# leaves: m.py:1 what $a stands for there would be done twice
