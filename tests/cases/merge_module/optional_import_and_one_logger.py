# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
import logging

logger = logging.getLogger(__name__)


def total():
    logger.info("total")
# file: shop/tax.py
import logging

try:
    import simplejson as json
except ImportError:
    json = None

logger = logging.getLogger(__name__)


def rate():
    logger.info(json)
# becomes
# file: shop/sums.py
import logging

try:
    import simplejson as json
except ImportError:
    json = None

logger = logging.getLogger(__name__)


def total():
    logger.info("total")


def rate():
    logger.info(json)
# deleted: shop/tax.py
