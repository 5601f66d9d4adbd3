"""Every journey begins with a shop of its own."""

from pathlib import Path

import pytest
from shops import Shop, shop_at


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return shop_at(tmp_path)
