# with: {"old": "m.py::total", "new": "amount"}
total = 1


class Basket:
    total = total

    def read(self):
        return total, self.total, [total for _ in "x"]


def local():
    total = 2
    return total, [total for total in range(3)], lambda total: total


def declared():
    global total
    total = 3
    try:
        pass
    except ValueError as error:
        print(total, error)
    match total:
        case [total]:
            pass


def walrus(items):
    return [y for x in items if (y := x + total)]
# becomes
amount = 1


class Basket:
    total = amount

    def read(self):
        return amount, self.total, [amount for _ in "x"]


def local():
    total = 2
    return total, [total for total in range(3)], lambda total: total


def declared():
    global amount
    amount = 3
    try:
        pass
    except ValueError as error:
        print(amount, error)
    match amount:
        case [amount]:
            pass


def walrus(items):
    return [y for x in items if (y := x + amount)]
