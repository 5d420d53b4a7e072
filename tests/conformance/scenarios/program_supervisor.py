"""A program: a supervisor starts crashed services again, a few times, until it is told to stop."""

import asyncio

from _virtual import Oops, log, outcome, run


async def service(name, lifetime, run):
    log(name, "run", run)
    try:
        await asyncio.sleep(lifetime)
    except asyncio.CancelledError:
        await asyncio.sleep(lifetime / 8)
        log(name, "stopped")
        raise
    raise Oops(f"{name} {run}")


async def supervise(name, lifetime, restarts):
    for run in range(1, restarts + 1):
        task = asyncio.create_task(service(name, lifetime, run))
        try:
            await task
        except Oops as error:
            log(name, "crashed", error)
            await asyncio.sleep(0.25)
    raise Oops(f"{name} gave up")


async def main():
    task = asyncio.create_task(supervise("alone", 1, 2))
    await asyncio.wait([task])
    log(outcome(task))

    async def system():
        async with asyncio.TaskGroup() as group:
            group.create_task(supervise("web", 3, 5))
            group.create_task(supervise("mail", 0.875, 3))
            group.create_task(supervise("clock", 20, 1))

    task = asyncio.create_task(system())
    await asyncio.wait([task])
    log(outcome(task))
    task = asyncio.create_task(system())
    await asyncio.sleep(1.0625)
    task.cancel()
    await asyncio.wait([task])
    log(outcome(task))


run(main)
