"""A cancelled waiter leaves the line of a lock, wherever it stands; the others move up."""

import asyncio

from _virtual import log, outcome, run


async def user(name, lock):
    try:
        async with lock:
            log(name, "enters")
            await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        log(name, error)
        raise


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abcdef"]
    await asyncio.sleep(0.5)
    tasks[3].cancel("in the middle")
    await asyncio.sleep(0.25)
    tasks[1].cancel("the first")
    await asyncio.sleep(0.5)
    tasks[5].cancel("the last")
    await asyncio.wait(tasks)
    log(lock.locked(), [outcome(task) for task in tasks])


run(main)
