"""Timers fire by deadline, whatever the order of creation; one may be cancelled by an earlier one."""

import asyncio

from _virtual import log, run


async def main():
    loop = asyncio.get_running_loop()
    handles = {}
    for delay in (3, 1, 2.5, 0.5, 4, 2, -1):
        handles[delay] = loop.call_later(delay, log, "after", delay)
    log([handles[delay].when() for delay in (0.5, 3, -1)])
    log(handles[0.5] < handles[1], handles[4] < handles[3])

    def cancels():
        log("cancel", handles[2.5].cancelled(), handles[1].cancelled())
        handles[2.5].cancel()
        handles[1].cancel()
        log("cancel", handles[2.5].cancelled(), handles[1].cancelled())

    loop.call_later(1.5, cancels)
    handles[4].cancel()

    def again(left):
        log("left", left)
        if left:
            loop.call_later(left, again, left - 1)

    loop.call_at(loop.time() + 5, again, 3)
    await asyncio.sleep(20)
    log("end", loop.time())


run(main)
