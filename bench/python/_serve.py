"""Takes a sample of a case each time that its name comes on the standard input."""

import gc
import sys


def serve(cases):
    for line in sys.stdin:
        gc.collect()
        print(cases[line.strip()](), flush=True)
