"""Done callbacks run in the order of registration, after set_result() returned; later changes to the list are too late."""

import asyncio

from _virtual import log, run


def shouts(name):
    return lambda future: log(name, future.result())


async def main():
    future = asyncio.get_running_loop().create_future()
    one, two, three, four = map(shouts, ("one", "two", "three", "four"))

    def meddles(_):
        log("removed", future.remove_done_callback(three))
        future.add_done_callback(four)

    future.add_done_callback(one)
    future.add_done_callback(two)
    future.add_done_callback(meddles)
    future.add_done_callback(two)
    future.add_done_callback(three)
    future.add_done_callback(one)
    log("removed", future.remove_done_callback(two))
    log("removed", future.remove_done_callback(two))
    future.set_result("!")
    log("set_result() returned")
    await asyncio.sleep(1)
    future.add_done_callback(two)
    log("added to a done future")
    await asyncio.sleep(1)


run(main)
