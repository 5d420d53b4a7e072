"""A task cancelled before its first step never runs, not even its finally block."""

import asyncio

from _virtual import log, outcome, run


async def body(name):
    try:
        log(name, "starts")
    finally:
        log(name, "ends")


async def main():
    task = asyncio.create_task(body("task"))
    log(task.cancel("too early"), task.cancelled(), task.cancelling())
    try:
        await task
    except asyncio.CancelledError as error:
        log(error)
    log(outcome(task))

    tasks = [asyncio.create_task(body(n)) for n in range(3)]
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        log(outcome(task))

    both = asyncio.gather(body("left"), body("right"))
    log(both.cancel())
    try:
        await both
    except asyncio.CancelledError as error:
        log(error)


run(main)
