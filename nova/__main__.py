"""`python -m nova`."""

from nova.cli import main

main()
