# with: {"path": "m.py", "within": "f", "source": ["x + 1"], "name": "g"}
import app


@app.run_at_once
def f(x=1):
    return x + 1
# becomes
import app


def g(x):
    return x + 1


@app.run_at_once
def f(x=1):
    return g(x)
