"""Two hundred people at the desk: `python -m benchmarks.load`. See docs/benchmarks.md, "Load"."""

import sys

from benchmarks.faults.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["load", *sys.argv[1:]]))
