# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
import logging
log = logging.getLogger()


def name(s):
    log.info(s)
# declined: uses log for something else
