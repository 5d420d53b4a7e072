"""A cancel of the one who iterates as_completed() ends the loop and leaves the tasks alone."""

import asyncio

from _virtual import log, outcome, run


async def part(n):
    try:
        await asyncio.sleep(n)
        return n
    except asyncio.CancelledError:
        log("never here")
        raise


async def iterates(tasks):
    try:
        for next_one in asyncio.as_completed(tasks):
            log("got", await next_one)
    finally:
        log("loop left")


async def main():
    tasks = [asyncio.create_task(part(n)) for n in (4, 1, 3)]
    task = asyncio.create_task(iterates(tasks))
    await asyncio.sleep(2)
    task.cancel("enough")
    await asyncio.wait([task])
    log(outcome(task), [outcome(part) for part in tasks])
    for next_one in asyncio.as_completed(tasks):
        log("got", await next_one)


run(main)
