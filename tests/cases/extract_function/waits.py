# with: {"path": "m.py", "within": "f", "source": ["await x.get()"], "name": "g"}
async def f(x):
    return [await x.get()]
# declined: yields or waits
