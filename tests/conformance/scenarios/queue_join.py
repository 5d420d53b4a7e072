"""join() waits for task_done(), not for an empty queue; a cancelled join() leaves the others waiting."""

import asyncio

from _virtual import log, outcome, run


async def joiner(name, queue):
    await queue.join()
    log(name, "joined")


async def main():
    queue = asyncio.Queue()
    await joiner("empty", queue)
    for item in range(3):
        queue.put_nowait(item)
    tasks = [asyncio.create_task(joiner(name, queue)) for name in "abc"]
    await asyncio.sleep(1)
    while not queue.empty():
        log("got", queue.get_nowait())
    tasks[1].cancel()
    for _ in range(3):
        await asyncio.sleep(1)
        log([outcome(task) for task in tasks])
        queue.task_done()
    await asyncio.wait(tasks)
    try:
        queue.task_done()
    except ValueError:
        log("too often")


run(main)
