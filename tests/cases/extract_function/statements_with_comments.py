# with: {"path": "shop.py", "within": "total", "source": ["# what it costs", "for line in lines:", "    net += line.price  # in cents", "    net -= line.rebate"], "name": "net_of"}
# file: shop.py
"""Orders."""


def total(lines, country):
    net = 0

    # what it costs
    for line in lines:
        net += line.price  # in cents
        net -= line.rebate
    # what the state takes
    return net * rate(country)
    # never reached


def rate(country):
    return 1.2
# becomes
# file: shop.py
"""Orders."""


def total(lines, country):
    net = 0

    net = net_of(lines, net)
    # what the state takes
    return net * rate(country)
    # never reached


def net_of(lines, net):
    # what it costs
    for line in lines:
        net += line.price  # in cents
        net -= line.rebate
    return net


def rate(country):
    return 1.2
