"""A cancel of the one who awaits shield() leaves the shielded task alone."""

import asyncio

from _virtual import log, outcome, run


async def inner():
    try:
        await asyncio.sleep(3)
        log("inner ends")
        return "result"
    except asyncio.CancelledError:
        log("never here")
        raise


async def outer(task):
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError as error:
        log("outer", error)
        raise


async def main():
    task = asyncio.create_task(inner())
    waiting = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    waiting.cancel("let go")
    await asyncio.wait([waiting])
    log(outcome(waiting), outcome(task), task.cancelling())

    shield = asyncio.shield(task)
    log("cancel the shield", shield.cancel("too"), shield.cancelled())
    await asyncio.sleep(1)
    log(await asyncio.shield(asyncio.shield(task)))
    log("shield of a done task", await asyncio.shield(task))


run(main)
