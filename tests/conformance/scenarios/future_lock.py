"""A hand-made lock over futures is handed on in order; a cancelled waiter leaves the queue."""

import asyncio

from _virtual import log, outcome, run


class Lock:
    def __init__(self):
        self.locked = False
        self.queue = []

    async def acquire(self):
        if not self.locked:
            self.locked = True
            return
        future = asyncio.get_running_loop().create_future()
        self.queue.append(future)
        try:
            await future
        except asyncio.CancelledError:
            self.queue.remove(future)
            raise

    def release(self):
        if self.queue:
            self.queue.pop(0).set_result(None)
        else:
            self.locked = False


async def user(name, lock):
    await lock.acquire()
    log(name, "enters")
    try:
        await asyncio.sleep(1)
    finally:
        log(name, "leaves")
        lock.release()


async def main():
    lock = Lock()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abcde"]
    await asyncio.sleep(0.5)
    tasks[1].cancel()
    await asyncio.sleep(1)
    tasks[2].cancel()
    await asyncio.wait(tasks)
    log(lock.locked, [outcome(task) for task in tasks])


run(main)
