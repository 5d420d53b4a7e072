"""A program: a call is tried again with growing pauses, each try limited, the whole limited too."""

import asyncio

from _virtual import Oops, log, run


async def call(attempt, plan):
    kind, delay = plan[attempt % len(plan)]
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        log("attempt", attempt, "abandoned")
        raise
    if kind == "fail":
        raise Oops(f"attempt {attempt}")
    return f"answer of attempt {attempt}"


async def retry(plan, limit):
    pause = 0.25
    attempt = 0
    while True:
        try:
            async with asyncio.timeout(limit):
                return await call(attempt, plan)
        except (Oops, TimeoutError) as error:
            log("attempt", attempt, error)
        await asyncio.sleep(pause)
        pause *= 2
        attempt += 1


async def main():
    log(await retry([("fail", 0.5), ("answer", 9), ("answer", 0.5)], 1))
    try:
        async with asyncio.timeout(5):
            await retry([("fail", 0.25), ("answer", 9)], 1)
    except TimeoutError as error:
        log("given up", error)


run(main)
