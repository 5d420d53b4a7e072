"""Those who wait for items get them in the order in which they came; cancelled ones are passed by."""

import asyncio

from _virtual import log, outcome, run


async def getter(name, queue):
    log(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(name, queue)) for name in "abcdef"]
    await asyncio.sleep(1)
    queue.put_nowait(1)
    await asyncio.sleep(1)
    tasks[2].cancel()
    await asyncio.sleep(1)
    queue.put_nowait(2)
    queue.put_nowait(3)
    await asyncio.sleep(1)
    # Cancelled and served in one turn.
    tasks[4].cancel()
    queue.put_nowait(4)
    await asyncio.wait(tasks)
    log(queue.qsize(), [outcome(task) for task in tasks])


run(main)
