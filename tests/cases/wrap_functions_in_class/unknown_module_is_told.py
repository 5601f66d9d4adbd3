# with: {"path": "shop/tax.py", "functions": ["rate"], "holder": "Taxes"}
# file: shop/tax.py
def rate():
    return 1
# file: n.py
def f(tax):
    return tax.rate()
# file: old.py
print tax.rate()
# becomes
# file: shop/tax.py
class Taxes:
    @staticmethod
    def rate():
        return 1
# file: n.py
def f(tax):
    return tax.rate()
# file: old.py
print tax.rate()
