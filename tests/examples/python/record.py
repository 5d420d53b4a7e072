"""Record what CPython prints for each program of this folder, under virtual time.

    python3 tests/examples/python/record.py [name ...]

writes <name>.out beside <name>.py. CPython 3.12 or newer.
"""

import asyncio
import contextlib
import io
import pathlib
import runpy
import selectors
import sys


class VirtualSelector(selectors.DefaultSelector):
    """Instead of waiting for the next timer, moves the clock to it."""

    now = 0.0

    def select(self, timeout=None):
        events = super().select(0)
        if not events:
            if timeout is not None:
                self.now += timeout
            elif not (events := super().select(10)):  # a thread may be at work
                raise RuntimeError("every task waits, and no timer is set")
        return events


def virtual_loop():
    selector = VirtualSelector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now
    return loop


def record(program):
    out = io.StringIO()
    main = runpy.run_path(str(program))["main"]
    with contextlib.redirect_stdout(out):
        asyncio.run(main(), loop_factory=virtual_loop)
    program.with_suffix(".out").write_text(out.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    names = sys.argv[1:] or sorted(
        path.stem for path in here.glob("*.py") if path.stem != "record"
    )
    for name in names:
        record(here / f"{name}.py")
        print(f"recorded {name}.out")
