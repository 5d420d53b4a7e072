"""A chain of futures, each set by the callback of the one before; a cancel runs down the chain too."""

import asyncio

from _virtual import Oops, log, outcome, run


def chain(length):
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(length)]

    def link(index):
        def passes_on(done):
            log("link", index, outcome(done))
            if done.cancelled():
                futures[index + 1].cancel(f"after {index}")
            elif error := done.exception():
                futures[index + 1].set_exception(error)
            else:
                futures[index + 1].set_result(done.result() + 1)

        futures[index].add_done_callback(passes_on)

    for index in range(length - 1):
        link(index)
    return futures


async def main():
    for start in ("result", "error", "cancel"):
        futures = chain(4)
        await asyncio.sleep(1)
        if start == "result":
            futures[0].set_result(10)
        elif start == "error":
            futures[0].set_exception(Oops("at the start"))
        else:
            futures[0].cancel()
        try:
            log("last", await futures[-1])
        except (Oops, asyncio.CancelledError) as error:
            log("last", error)


run(main)
