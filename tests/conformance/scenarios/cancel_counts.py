"""Each cancel() adds one to cancelling(), each uncancel() takes one away, down to zero."""

import asyncio

from _virtual import log, run


async def worker():
    task = asyncio.current_task()
    log("at start", task.cancelling(), task.uncancel())
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        log("caught", error, task.cancelling())
    log("uncancel", task.uncancel())
    await asyncio.sleep(1)
    log("uncancel", task.uncancel())
    await asyncio.sleep(1)
    log("uncancel", task.uncancel())
    return "alive"


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    for n in range(2):
        task.cancel(f"cancel {n}")
        log("cancelling", task.cancelling())
    log(await task, task.cancelling())
    log(task.cancel(), task.cancelling())


run(main)
