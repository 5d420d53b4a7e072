"""call_soon() is first in, first out; a cancelled handle is passed over; what a callback adds comes after."""

import asyncio

from _virtual import log, run


async def main():
    loop = asyncio.get_running_loop()

    def nests(depth):
        log("depth", depth)
        if depth < 3:
            loop.call_soon(nests, depth + 1)

    def cancels():
        log("cancels", handle.cancelled())
        handle.cancel()
        handle.cancel()
        log("cancels", handle.cancelled())

    loop.call_soon(log, "one")
    loop.call_soon(nests, 1)
    loop.call_soon(cancels)
    handle = loop.call_soon(log, "never here")
    loop.call_soon(log, "two")
    gone = loop.call_soon(log, "never here")
    gone.cancel()
    loop.call_soon(log, "three")
    log("all scheduled")
    await asyncio.sleep(1)


run(main)
