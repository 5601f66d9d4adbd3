# with: {"path": "m.py", "old": "logging.Logger.warn"}
import logging

logger = logging.getLogger(__name__)


def f(other):
    logger.warn("a")
    logging.getLogger("x").warn("b")
    other.warn("c")
# becomes
import logging

logger = logging.getLogger(__name__)


def f(other):
    logger.warning("a")
    logging.getLogger("x").warning("b")
    other.warn("c")
