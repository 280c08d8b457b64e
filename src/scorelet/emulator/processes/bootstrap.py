"""The first program of a function's process: copied to /var/runtime, run there by `python -I -S`.

On Lambda sys.path begins with the package; the runtime's folder and the standard library follow. `-S` also leaves out
`exit` and its like, which programs there have.
"""

import os
import site
import sys


def main() -> None:
    sys.path[:0] = [os.getcwd(), os.path.dirname(os.path.abspath(__file__))]
    site.setquit()
    site.setcopyright()
    site.sethelper()
    from awslambdaric.__main__ import main as run

    run(sys.argv)


if __name__ == "__main__":
    main()
