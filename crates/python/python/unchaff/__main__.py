"""The command line: ``unchaff``, or ``python -m unchaff``."""

import sys

from . import _unchaff


def main() -> None:
    """Runs the program, and ends with its exit code."""
    sys.exit(_unchaff.run(["unchaff", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
