# with: {"path": "m.py", "old": "logging.warn"}
def warn(x): ...


class logging:
    warn = warn


logging.warn(1)
# left alone
