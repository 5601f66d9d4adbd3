# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
import logging

logger = logging.getLogger(__name__)


def total():
    logger.info("adding")


def show():
    logger.info("showing")
# file: shop/sums.py
# becomes
# file: shop/orders.py
import logging

logger = logging.getLogger(__name__)


def show():
    logger.info("showing")
# file: shop/sums.py
import logging

logger = logging.getLogger(__name__)


def total():
    logger.info("adding")
