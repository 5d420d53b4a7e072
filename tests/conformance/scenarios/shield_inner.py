"""What happens to the shielded task itself, a cancel or an error, comes out of shield()."""

import asyncio

from _virtual import Oops, log, outcome, run


async def inner(error):
    await asyncio.sleep(2)
    raise error


async def outer(task):
    try:
        await asyncio.shield(task)
    except (Oops, asyncio.CancelledError) as error:
        log("outer", error, asyncio.current_task().cancelling())
        return "told"


async def main():
    # CPython 3.14 reports an error that comes after its shield was cancelled.
    asyncio.get_running_loop().set_exception_handler(lambda _, context: None)

    task = asyncio.create_task(inner(Oops("never raised")))
    waiting = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    task.cancel()
    log(await waiting, task.cancelled())

    task = asyncio.create_task(inner(Oops("inner")))
    waiting = asyncio.create_task(outer(task))
    log(await waiting, outcome(task))

    task = asyncio.create_task(inner(Oops("too late")))
    waiting = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    waiting.cancel()
    log(await waiting, outcome(task))
    await asyncio.sleep(5)
    log(outcome(task))


run(main)
