"""A program: a debounced action runs once the calls pause, a throttled one at most once a second."""

import asyncio

from _virtual import log, run


class Debounced:
    def __init__(self, action, pause):
        self.action = action
        self.pause = pause
        self.handle = None

    def __call__(self, value):
        if self.handle:
            self.handle.cancel()
        loop = asyncio.get_running_loop()
        self.handle = loop.call_later(self.pause, self.action, value)


class Throttled:
    def __init__(self, action, period):
        self.action = action
        self.period = period
        self.free_at = 0
        self.handle = None

    def __call__(self, value):
        loop = asyncio.get_running_loop()
        if self.handle:
            self.handle.cancel()
        self.handle = loop.call_at(max(self.free_at, loop.time()), self.fire, value)

    def fire(self, value):
        self.handle = None
        self.free_at = asyncio.get_running_loop().time() + self.period
        self.action(value)


async def main():
    debounced = Debounced(lambda value: log("debounced", value), 0.375)
    throttled = Throttled(lambda value: log("throttled", value), 1)
    for n, pause in enumerate((0.25, 0.25, 0.625, 0.25, 1.3125, 0.25, 0.25, 2)):
        log("call", n)
        debounced(n)
        throttled(n)
        await asyncio.sleep(pause)


run(main)
