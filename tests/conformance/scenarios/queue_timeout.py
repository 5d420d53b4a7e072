"""Who waits for an item, or for room, for too long takes nothing and puts nothing."""

import asyncio

from _virtual import log, run


async def getter(name, queue, patience):
    try:
        log(name, "got", await asyncio.wait_for(queue.get(), patience))
    except TimeoutError as error:
        log(name, error)


async def putter(item, queue, patience):
    try:
        async with asyncio.timeout(patience):
            await queue.put(item)
        log(item, "is in")
    except TimeoutError as error:
        log(item, error)


async def main():
    queue = asyncio.Queue(1)
    tasks = [
        asyncio.create_task(getter(name, queue, time))
        for name, time in (("a", 1), ("b", 5), ("c", 1.5))
    ]
    await asyncio.sleep(2)
    queue.put_nowait("x")
    await asyncio.sleep(0.25)
    for item, time in (("y", 5), ("z", 1), ("w", 5)):
        tasks.append(asyncio.create_task(putter(item, queue, time)))
        await asyncio.sleep(0.25)
    await asyncio.sleep(2)
    for _ in range(2):
        log("got", queue.get_nowait())
        await asyncio.sleep(1)
    await asyncio.wait(tasks)
    log(queue.qsize())


run(main)
