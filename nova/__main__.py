"""`nova` and `python -m nova`."""

import gc
import sys

STOPPED = "nova: stopped. What was finished is kept; the same command goes on from there."


def main() -> None:
    """Run the command line. Never returns. A Ctrl-C ends it with one line and 130, even while modules still load."""
    # Importing makes many objects and no garbage; looking for some takes a tenth of a short command.
    gc.set_threshold(100_000)
    try:
        from nova.cli import main as run

        run()
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        # CPython notes an interrupt that leaves an `exec` of text, as every dataclass is made by one, and would end
        # itself by that signal at its very end; the next `exec` clears the note.
        exec("")
        sys.exit(130)


if __name__ == "__main__":
    main()
