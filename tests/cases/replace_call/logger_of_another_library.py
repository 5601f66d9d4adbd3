# with: {"path": "m.py", "old": "logging.Logger.warn"}
from loguru import logger

logger.warn("a")
# left alone
