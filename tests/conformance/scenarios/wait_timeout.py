"""A timeout of wait() raises nothing and cancels nothing; a cancelled wait() leaves the tasks alone."""

import asyncio

from _virtual import log, outcome, run


async def part(n):
    try:
        await asyncio.sleep(n)
        return n
    except asyncio.CancelledError:
        log(n, "cancelled")
        raise


async def waits(tasks):
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError as error:
        log("wait", error)
        raise


async def main():
    tasks = [asyncio.create_task(part(n)) for n in (1, 3, 6)]
    for timeout in (0, 0.5, 2, 2):
        done, pending = await asyncio.wait(tasks, timeout=timeout)
        log(timeout, [outcome(task) for task in tasks], len(done), len(pending))
    waiting = asyncio.create_task(waits(tasks))
    await asyncio.sleep(0.5)
    waiting.cancel("no more waiting")
    await asyncio.wait([waiting])
    log(outcome(waiting), [outcome(task) for task in tasks])
    done, pending = await asyncio.wait(tasks, timeout=10)
    log([outcome(task) for task in tasks], len(done), len(pending))


run(main)
