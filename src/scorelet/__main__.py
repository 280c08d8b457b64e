"""`python -m scorelet` is the `scorelet` command."""

import sys

from scorelet.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
