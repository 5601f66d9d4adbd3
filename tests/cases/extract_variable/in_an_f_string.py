# with: {"path": "m.py", "within": "f", "source": ["order.total()"], "name": "total"}
def f(order):
    return f"{order.total()} euros"
# becomes
def f(order):
    total = order.total()
    return f"{total} euros"
