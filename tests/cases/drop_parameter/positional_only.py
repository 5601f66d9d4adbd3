# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
async def _f(
    flag,
    /,
    b,
):
    return b


async def g(x):
    await _f(x.y, 1)
    await _f((x, 1), b=_f(2, 2))
# becomes
async def _f(
    b,
):
    return b


async def g(x):
    await _f(1)
    await _f(b=_f(2))
