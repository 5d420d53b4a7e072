"""A hand-made event over futures wakes its waiters in order, passing over one that was cancelled."""

import asyncio

from _virtual import log, outcome, run


class Event:
    def __init__(self):
        self.waiters = []

    async def wait(self):
        future = asyncio.get_running_loop().create_future()
        self.waiters.append(future)
        try:
            return await future
        finally:
            self.waiters.remove(future)

    def set(self, value):
        for future in self.waiters:
            if not future.done():
                future.set_result(value)


async def waiter(name, event):
    for _ in range(2):
        log(name, "got", await event.wait())


async def main():
    event = Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in "abcde"]
    await asyncio.sleep(1)
    tasks[1].cancel()
    event.set("first")
    log("set")
    await asyncio.sleep(1)
    log("waiting", len(event.waiters))
    tasks[3].cancel()
    event.set("second")
    await asyncio.sleep(1)
    log("waiting", len(event.waiters), [outcome(task) for task in tasks])


run(main)
