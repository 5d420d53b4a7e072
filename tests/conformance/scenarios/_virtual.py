"""What every scenario imports: virtual time, and a log of lines such as "0.5 worker cancelled".

The clock starts at 0 and jumps to the next timer when nothing is ready. Keep delays multiples of
1/4: sums of them are exact, so equal times print and compare equal here and in TypeScript.
"""

import asyncio
import selectors


class Oops(Exception):
    """An error of the scenarios' own."""


class _Selector(selectors.SelectSelector):
    """Waits by moving the clock; no file is ever ready."""

    now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("Every task is blocked, and no timer is left")
        self.now += max(timeout, 0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self):
        return self._clock.now


def run(main):
    """Runs the coroutine function `main` as asyncio.run() does, under virtual time."""
    return asyncio.run(main(), loop_factory=VirtualLoop)


def show(value):
    """Text that is the same in both languages."""
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.10g}"
        case list() | tuple():
            return f"[{', '.join(map(show, value))}]"
        case BaseExceptionGroup():
            return f"group{show(value.exceptions)}"
        case Oops() | asyncio.CancelledError() if value.args and value.args[0]:
            return f"{type(value).__name__}({value.args[0]})"
        case BaseException():
            return type(value).__name__
    return str(value)


def outcome(future):
    """How a future ended: its result, its error, "cancelled", or "pending"."""
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    return show(future.exception() or future.result())


def log(*words):
    """Prints one line of the trace; the time is "-" where no loop runs."""
    try:
        time = show(float(asyncio.get_running_loop().time()))
    except RuntimeError:
        time = "-"
    print(time, *map(show, words))
