"""The three modes of wait(): the first end, the first error (a cancel is none), or the end of all."""

import asyncio

from _virtual import Oops, log, outcome, run


async def part(delay, error=None):
    await asyncio.sleep(delay)
    if error:
        raise error


async def main():
    modes = (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED)
    for mode in modes:
        tasks = [
            asyncio.create_task(part(2)),
            asyncio.create_task(part(9)),
            asyncio.create_task(part(3, Oops("third"))),
            asyncio.create_task(part(4)),
        ]
        asyncio.get_running_loop().call_later(1, tasks[1].cancel)
        while tasks:
            done, pending = await asyncio.wait(tasks, return_when=mode)
            log(mode, [outcome(task) for task in tasks if task in done], len(pending))
            tasks = [task for task in tasks if task in pending]


run(main)
