# with: {"pattern": "$a / $b", "becomes": "$b * $a"}
x = (1 + 2) / 3
y = -(a / b) ** 2
z = 1 / 2 / c
# becomes
x = 3 * (1 + 2)
y = -(b * a) ** 2
z = c * (2 * 1)
