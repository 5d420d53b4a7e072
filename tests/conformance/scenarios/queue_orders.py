"""Whatever the order of the items, those who wait are served in the order in which they came."""

import asyncio

from _virtual import log, run


async def putter(item, queue):
    await queue.put(item)
    log(item, "is in")


async def main():
    for queue in (asyncio.Queue(2), asyncio.LifoQueue(2), asyncio.PriorityQueue(2)):
        log(type(queue).__name__)
        tasks = [asyncio.create_task(putter(item, queue)) for item in (3, 1, 2, 5, 4)]
        await asyncio.sleep(1)
        for _ in range(5):
            log("got", queue.get_nowait())
            await asyncio.sleep(1)
        await asyncio.wait(tasks)


run(main)
