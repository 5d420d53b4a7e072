"""An expired timer queues behind what was ready before; a callback never runs inside the call that schedules it."""

import asyncio

from _virtual import log, run


async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def at_one():
        log("timer")
        loop.call_later(0, log, "timer of no delay")
        loop.call_soon(log, "soon")
        loop.call_soon(log, "soon after")
        log("timer returns")

    loop.call_at(1, at_one)
    loop.call_at(2, log, "past deadlines wait their turn")
    loop.call_at(3, lambda: loop.call_at(0, done.set_result, "long ago"))
    log(await done)
    log(loop.time())


run(main)
