"""`python -m nova`."""

from nova.cli import main

if __name__ == "__main__":
    main()
