"""Timeouts around the steps of an asynchronous generator: it is closed, and a new one goes on."""

import asyncio
import contextlib

from _virtual import log, run


async def numbers(name, step, slow):
    try:
        for n in range(1, 5):
            await asyncio.sleep(3 if n == slow else step)
            yield n
    finally:
        log(name, "closing")
        await asyncio.sleep(0.25)
        log(name, "closed")


async def reads(name, step, slow, limit):
    total = 0
    async with contextlib.aclosing(numbers(name, step, slow)) as generator:
        try:
            async with asyncio.timeout(limit):
                async for n in generator:
                    total += n
                    log(name, n)
        except TimeoutError as error:
            log(name, error)
    return total


async def main():
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(reads("slow", 0.4375, 3, 1.625))
        log("quick", await reads("quick", 0.5, None, 10))
    log("slow", slow.result())


run(main)
