# since 3.13
"""shutdown() sends away those who wait for room; what is inside can still be got."""

import asyncio

from _virtual import log, run


async def putter(item, queue):
    try:
        await queue.put(item)
        log(item, "is in")
    except asyncio.QueueShutDown as error:
        log(item, error)


async def main():
    queue = asyncio.Queue(2)
    tasks = [asyncio.create_task(putter(item, queue)) for item in "abcd"]
    await asyncio.sleep(1)
    queue.shutdown()
    await asyncio.wait(tasks)
    await putter("late", queue)
    try:
        while True:
            log("got", await queue.get(), queue.qsize())
    except asyncio.QueueShutDown as error:
        log(error)


run(main)
