"""An event is set and a waiter cancelled in the same turn: it ends as cancelled before it gets any further."""

import asyncio

from _virtual import log, outcome, run


async def waiter(name, pause, event):
    await event.wait()
    await asyncio.sleep(pause)
    log(name, "goes on")


async def main():
    event = asyncio.Event()
    pauses = {"a": 0.25, "b": 0.5, "c": 0.75}
    tasks = [asyncio.create_task(waiter(*item, event)) for item in pauses.items()]
    await asyncio.sleep(1)
    event.set()
    tasks[1].cancel()
    await asyncio.wait(tasks)
    log([outcome(task) for task in tasks])


run(main)
