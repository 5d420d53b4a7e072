"""A staggered race starts the next after a delay or a failure; the first success cancels the others."""

import asyncio
from asyncio.staggered import staggered_race

from _virtual import Oops, log, run


def runner(name, delay, error=None):
    async def runs():
        log(name, "starts")
        try:
            await asyncio.sleep(delay)
        except asyncio.CancelledError:
            log(name, "cancelled")
            raise
        log(name, "ends")
        if error:
            raise error
        return name

    return runs


async def main():
    races = (
        ((runner("a", 0.5), runner("b", 0.5)), 1),
        ((runner("a", 5), runner("b", 0.25, Oops("b")), runner("c", 0.5)), 1),
        ((runner("a", 0.5, Oops("a")), runner("b", 2, Oops("b"))), 1),
        ((runner("a", 2, Oops("a")), runner("b", 1), runner("c", 1)), None),
        ((), 1),
    )
    for runners, delay in races:
        winner, index, errors = await staggered_race(runners, delay)
        log("winner", winner, index, errors)


run(main)
