"""as_completed() as a plain iterator: results and errors in the order of completion, duplicates once."""

import asyncio

from _virtual import Oops, log, run


async def part(n, error=None):
    await asyncio.sleep(n)
    if error:
        raise error
    return n


async def main():
    shared = asyncio.create_task(part(3))
    aws = [part(4), shared, part(1), part(2, Oops("two")), shared]
    for next_one in asyncio.as_completed(aws):
        try:
            log("got", await next_one)
        except Oops as error:
            log("raised", error)
        await asyncio.sleep(0.25)
    late = [asyncio.create_task(part(n)) for n in (3, 1, 2)]
    await asyncio.sleep(5)
    log(sorted([await next_one for next_one in asyncio.as_completed(late)]))
    log([await next_one for next_one in asyncio.as_completed([])])


run(main)
