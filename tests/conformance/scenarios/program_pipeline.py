"""A program: stages joined by generators; the last has enough, and every stage closes, from the source on."""

import asyncio
import contextlib

from _virtual import log, outcome, run


async def source(count):
    try:
        for n in range(count):
            await asyncio.sleep(0.5)
            yield n
    finally:
        await asyncio.sleep(0.25)
        log("source closed")


async def doubled(stage):
    try:
        async with contextlib.aclosing(stage):
            async for n in stage:
                await asyncio.sleep(0.25)
                yield n * 2
    finally:
        log("doubled closed")


async def pairs(stage):
    pair = []
    try:
        async with contextlib.aclosing(stage):
            async for n in stage:
                pair.append(n)
                if len(pair) == 2:
                    yield pair
                    pair = []
    finally:
        log("pairs closed, left", pair)


async def consume(count, enough):
    stage = pairs(doubled(source(count)))
    async with contextlib.aclosing(stage):
        async for pair in stage:
            log("pair", pair)
            if pair[1] >= enough:
                break
    log("consumed")


async def main():
    await consume(5, 100)
    await consume(9, 6)
    task = asyncio.create_task(consume(9, 100))
    await asyncio.sleep(2.625)
    task.cancel()
    await asyncio.wait([task])
    log(outcome(task))


run(main)
