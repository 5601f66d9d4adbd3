# with: {"path": "m.py", "old": "logging.warn"}
import logging
import logging as log

logging.warn("a %s", 1)  # why
log.warn("b")
# becomes
import logging
import logging as log

logging.warning("a %s", 1)  # why
log.warning("b")
