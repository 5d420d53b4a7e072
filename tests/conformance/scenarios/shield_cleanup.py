"""The idiom for a cleanup that must finish: shield it, and wait for it again when cancelled meanwhile."""

import asyncio

from _virtual import log, outcome, run


async def flush(name):
    log(name, "flush starts")
    await asyncio.sleep(2)
    log(name, "flush ends")


async def impatient():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.shield(flush("impatient"))
        log("never here")


async def patient():
    try:
        await asyncio.sleep(10)
    finally:
        task = asyncio.create_task(flush("patient"))
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError as error:
                log("still flushing", error, asyncio.current_task().cancelling())
        log("patient leaves")


async def main():
    for worker in (impatient, patient):
        task = asyncio.create_task(worker())
        for n in range(3):
            await asyncio.sleep(0.75)
            log("cancel", task.cancel(f"cancel {n}"))
        await asyncio.wait([task])
        log(outcome(task))
        await asyncio.sleep(5)


run(main)
