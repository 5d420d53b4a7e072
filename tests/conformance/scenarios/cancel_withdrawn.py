# since 3.13
"""An undelivered cancel is withdrawn when uncancel() brings the count to zero."""

import asyncio

from _virtual import log, outcome, run


async def withdraws(cancels, uncancels):
    task = asyncio.current_task()
    for n in range(cancels):
        task.cancel(f"cancel {n}")
    for _ in range(uncancels):
        task.uncancel()
    log(cancels, uncancels, "left", task.cancelling())
    try:
        await asyncio.sleep(1)
        return "slept"
    except asyncio.CancelledError as error:
        log("caught", error)
        raise


async def main():
    for cancels, uncancels in ((1, 1), (2, 1), (2, 2), (1, 0)):
        task = asyncio.create_task(withdraws(cancels, uncancels))
        await asyncio.wait([task])
        log(outcome(task))


run(main)
