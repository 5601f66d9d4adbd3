# with: {"old": "m.py::Order", "new": "Purchase"}
from typing import TYPE_CHECKING, List, Literal, cast


class Order: ...


orders = []  # type: List[Order]
kind: "List[Order]" = cast("Order", 1)
word: Literal["Order"] = "Order"


def take(order: 'Order') -> "dict[str, Order]":
    # type: ignore
    return {"Order": order}
# becomes
# leaves: m.py:9 a string that may mean something else
# leaves: m.py:14 a string that may mean something else
from typing import TYPE_CHECKING, List, Literal, cast


class Purchase: ...


orders = []  # type: List[Purchase]
kind: "List[Purchase]" = cast("Purchase", 1)
word: Literal["Order"] = "Order"


def take(order: 'Purchase') -> "dict[str, Purchase]":
    # type: ignore
    return {"Order": order}
