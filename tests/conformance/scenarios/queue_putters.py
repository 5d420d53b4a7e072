"""Those who wait for room get it in the order in which they came; the item of a cancelled one is not put."""

import asyncio

from _virtual import log, outcome, run


async def putter(item, queue):
    await queue.put(item)
    log(item, "is in")


async def main():
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(putter(item, queue)) for item in "abcdef"]
    await asyncio.sleep(1)
    tasks[3].cancel()
    await asyncio.sleep(1)
    log("got", queue.get_nowait())
    await asyncio.sleep(1)
    # Cancelled, and room made, in one turn.
    tasks[2].cancel()
    log("got", queue.get_nowait())
    await asyncio.sleep(1)
    for _ in range(2):
        log("got", queue.get_nowait())
        await asyncio.sleep(1)
    log(queue.qsize(), [outcome(task) for task in tasks])


run(main)
