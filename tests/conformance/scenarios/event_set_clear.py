"""An event that is set and cleared in one turn wakes all who waited, in order, and nobody who comes later."""

import asyncio

from _virtual import log, run


async def waiter(name, event):
    await event.wait()
    log(name, "goes on", event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in "abc"]
    await asyncio.sleep(1)
    event.set()
    event.clear()
    tasks.append(asyncio.create_task(waiter("late", event)))
    await asyncio.sleep(1)
    log("again")
    event.set()
    await asyncio.wait(tasks)
    await waiter("last", event)


run(main)
