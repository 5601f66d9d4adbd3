# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
__all__ = ["rate"]


def rate():
    return 1
# declined: __all__ lists rate
