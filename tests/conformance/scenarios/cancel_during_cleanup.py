"""A second cancel interrupts the cleanup of the first; the blocks outside still run."""

import asyncio

from _virtual import log, outcome, run


async def worker():
    try:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            log("cleanup starts", error)
            await asyncio.sleep(10)
            log("never here")
        finally:
            log("inner finally")
            await asyncio.sleep(1)
            log("inner finally ends")
    except asyncio.CancelledError as error:
        log("outer sees", error)
        raise
    finally:
        log("outer finally", asyncio.current_task().cancelling())


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel("first")
    await asyncio.sleep(1)
    task.cancel("second")
    await asyncio.wait([task])
    log(outcome(task), task.cancelling())


run(main)
