"""A program: runners meet at a hand-made barrier after every phase; one who leaves lets the others through."""

import asyncio

from _virtual import log, run


class Barrier:
    def __init__(self, parties):
        self.parties = parties
        self.arrived = 0
        self.future = asyncio.get_running_loop().create_future()

    async def wait(self):
        self.arrived += 1
        future = self.future
        self.release_when_full()
        try:
            await asyncio.shield(future)
        except asyncio.CancelledError:
            self.arrived -= 1
            raise

    def leave(self):
        self.parties -= 1
        self.release_when_full()

    def release_when_full(self):
        if self.arrived >= self.parties:
            self.future.set_result(None)
            self.arrived = 0
            self.future = asyncio.get_running_loop().create_future()


async def runs(name, barrier, pace):
    try:
        for phase in range(1, 4):
            await asyncio.sleep(pace * phase)
            log(name, "ends phase", phase)
            await barrier.wait()
        await asyncio.sleep(pace)
        log(name, "is home")
    finally:
        barrier.leave()


async def main():
    barrier = Barrier(3)
    async with asyncio.TaskGroup() as group:
        group.create_task(runs("hare", barrier, 0.25))
        group.create_task(runs("fox", barrier, 0.5))
        tortoise = group.create_task(runs("tortoise", barrier, 2))
        await asyncio.sleep(4)
        log("the tortoise gives up")
        tortoise.cancel()
    log("race over", barrier.parties)


run(main)
