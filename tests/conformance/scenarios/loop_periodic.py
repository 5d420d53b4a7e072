"""Periodic callbacks keep to absolute deadlines, two rhythms side by side, until they are stopped."""

import asyncio

from _virtual import log, run


class Periodic:
    def __init__(self, name, start, period):
        self.name = name
        self.period = period
        self.loop = asyncio.get_running_loop()
        self.handle = self.loop.call_at(start, self.tick)

    def tick(self):
        log(self.name, self.handle.when())
        self.handle = self.loop.call_at(self.handle.when() + self.period, self.tick)

    def stop(self):
        self.handle.cancel()


async def main():
    slow = Periodic("slow", 0.5, 1)
    fast = Periodic("fast", 0.25, 0.5)
    await asyncio.sleep(2.125)
    fast.stop()
    await asyncio.sleep(2)
    slow.stop()
    await asyncio.sleep(2)
    log("silence")


run(main)
