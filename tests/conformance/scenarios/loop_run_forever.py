"""A loop can be run piece by piece: what is scheduled waits while it stands still, stop() ends the current round."""

import asyncio

from _virtual import VirtualLoop, log


def main():
    loop = VirtualLoop()
    loop.call_later(1, log, "at one")
    loop.call_later(2, log, "at two")
    loop.call_later(3, log, "at three")
    log("nothing ran", loop.is_running())
    log(loop.run_until_complete(asyncio.sleep(1.5, "slept")))
    log("stands still", loop.time())

    def stops():
        log("stop")
        loop.stop()
        log("still here", loop.is_running())

    loop.call_later(1, stops)
    loop.run_forever()
    log("stopped", loop.time())
    loop.call_soon(log, "scheduled while it stood still")
    loop.call_soon(stops)
    loop.call_soon(log, "the same round")
    loop.run_forever()
    loop.close()
    log("closed", loop.is_closed())
    try:
        loop.call_soon(log, "never here")
    except RuntimeError as error:
        log(error)


main()
