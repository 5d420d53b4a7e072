# since 3.13
"""shutdown() of an empty queue sends away all who wait for an item, and all who come."""

import asyncio

from _virtual import log, run


async def getter(name, queue):
    try:
        log(name, "got", await queue.get())
    except asyncio.QueueShutDown as error:
        log(name, error)


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(name, queue)) for name in "abc"]
    await asyncio.sleep(1)
    tasks[1].cancel()
    queue.shutdown()
    await asyncio.wait(tasks)
    await getter("late", queue)
    for attempt in (queue.get_nowait, lambda: queue.put_nowait(1)):
        try:
            attempt()
        except asyncio.QueueShutDown as error:
            log(error)


run(main)
