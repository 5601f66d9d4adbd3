# with: {"path": "m.py", "within": "Cart.new", "source": ["cls(size)"], "name": "made"}
class Cart:
    @classmethod
    def new(cls, size):
        return [cls(size)]
# becomes
class Cart:
    @classmethod
    def new(cls, size):
        return [cls.made(size)]

    @classmethod
    def made(cls, size):
        return cls(size)
