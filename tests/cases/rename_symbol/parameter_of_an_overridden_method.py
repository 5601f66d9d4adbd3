# with: {"old": "m.py::Base.add(count)", "new": "amount"}
class Base:
    def add(self, count): ...


class Other(Base):
    def add(self, count): ...


class Third(Other):
    def add(self, *, count=1):
        return super().add(count=count)


def use(base: Base, third: Third):
    base.add(count=1)
    third.add(count=2)
    other.add(count=3)
    def inner(count): ...
    inner(count=4)
# declined: m.py:17 may mean count: an argument of `other.add`, which is not known
