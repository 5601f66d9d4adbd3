"""Nova: the base on which a reviewer proposes, a person decides, and answers are remembered."""

__version__ = "0.1.0"
