"""Sleeping tasks that are cancelled together wake in the order of the cancels."""

import asyncio

from _virtual import log, outcome, run


async def sleeper(n):
    try:
        await asyncio.sleep(10 + n)
    except asyncio.CancelledError as error:
        log(n, error)
        raise


async def main():
    tasks = [asyncio.create_task(sleeper(n)) for n in range(6)]
    await asyncio.sleep(1)
    for turn, n in enumerate((3, 1, 4, 0, 5, 2)):
        tasks[n].cancel(f"turn {turn}")
    log("all asked")
    done, pending = await asyncio.wait(tasks)
    log(len(done), len(pending), [outcome(task) for task in tasks])


run(main)
