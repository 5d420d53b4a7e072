"""A cancelled waiter of an event stops waiting; the others do not notice."""

import asyncio

from _virtual import log, outcome, run


async def waiter(name, event):
    try:
        await event.wait()
        log(name, "goes on")
    except asyncio.CancelledError as error:
        log(name, error)
        raise


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in "abcd"]
    await asyncio.sleep(1)
    tasks[1].cancel("early")
    await asyncio.sleep(1)
    tasks[2].cancel("just in time")
    event.set()
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks])


run(main)
