"""An item is put and another getter cancelled in the same turn: the item arrives, and nothing else does."""

import asyncio

from _virtual import log, outcome, run


async def getter(name, queue):
    log(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(name, queue)) for name in "abc"]
    await asyncio.sleep(1)
    queue.put_nowait("x")
    tasks[1].cancel()
    await asyncio.sleep(1)
    log(queue.qsize(), [outcome(task) for task in tasks])
    queue.put_nowait("y")
    await asyncio.wait(tasks)
    log(queue.qsize(), [outcome(task) for task in tasks])


run(main)
