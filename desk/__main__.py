"""`python3 -m desk COMMAND`: make the environment when it is not there, then run the command inside it.

    up            the whole desk on this machine: web, workers, detector, demo data, sign-in links
    test          the test suite; what follows goes to pytest
    redaction     the pure half alone: python3 -m desk redaction scan FILE
    anything else manage.py with that command

This file needs nothing but Python itself and must be readable by any Python, however old: its first
duty is to refuse those that cannot run the rest with a sentence instead of a SyntaxError. Keep it in
plain ASCII, without f-strings and annotations. The work is done in desk/environment.py.
"""

import os
import sys

FIRST, LAST = (3, 11), (3, 13)

if not FIRST <= sys.version_info[:2] <= LAST:
    sys.stderr.write(
        "Discreet runs on Python 3.11, 3.12 or 3.13, and this is %d.%d.\n" % sys.version_info[:2]
    )
    folders = os.environ.get("PATH", "").split(os.pathsep)
    names = ["python%d.%d" % (FIRST[0], minor) for minor in range(LAST[1], FIRST[1] - 1, -1)]
    found = [name for name in names if any(os.path.exists(os.path.join(folder, name)) for folder in folders)]
    if found:
        sys.stderr.write("Try: %s -m desk %s\n" % (found[0], " ".join(sys.argv[1:])))
    else:
        sys.stderr.write("Install one of them and start again with it; nothing was changed.\n")
    sys.exit(2)

# Started as `python3 /somewhere/desk up`, Python puts the folder `desk` itself on the path, where
# our http.py would be taken for the standard library's.
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [os.path.dirname(here)] + [
    folder for folder in sys.path if os.path.abspath(folder or os.getcwd()) != here
]

from desk.environment import main  # noqa: E402 - only after the checks above

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
