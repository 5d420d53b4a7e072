"""When main ends, run() cancels the tasks that are left and waits for their cleanup; a refusal is respected."""

import asyncio

from _virtual import log, outcome, run


async def background(name, cleanup, swallow=False):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError as error:
        await asyncio.sleep(cleanup)
        log(name, error)
        if not swallow:
            raise
    await asyncio.sleep(1)
    log(name, "ends")


tasks = []


async def main():
    tasks.append(asyncio.create_task(background("polite", 1)))
    tasks.append(asyncio.create_task(background("slow", 3)))
    tasks.append(asyncio.create_task(background("stubborn", 2, swallow=True)))
    await asyncio.sleep(1)
    log("main ends")
    return "result"


log(run(main))
log([outcome(task) for task in tasks])
