# since 3.13
"""shutdown(immediate) drops what is inside and counts it as done; what is being worked on still holds up join()."""

import asyncio

from _virtual import log, outcome, run


async def joiner(queue):
    await queue.join()
    log("joined")


async def main():
    queue = asyncio.Queue()
    for item in range(4):
        queue.put_nowait(item)
    task = asyncio.create_task(joiner(queue))
    log("works on", await queue.get())
    await asyncio.sleep(1)
    queue.shutdown(immediate=True)
    log(queue.qsize())
    await asyncio.sleep(1)
    log(outcome(task))
    queue.task_done()
    await task
    try:
        await queue.get()
    except asyncio.QueueShutDown as error:
        log(error)


run(main)
