"""With a timeout of zero or less a finished future gives its result; anything else is cancelled, a coroutine unstarted."""

import asyncio

from _virtual import Oops, log, outcome, run


async def body(cleanup):
    log("starts")
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(cleanup)
        log("is clean")


async def attempt(what, aw, timeout):
    try:
        log(what, "got", await asyncio.wait_for(aw, timeout))
    except (TimeoutError, Oops) as error:
        log(what, "raised", error)


async def main():
    loop = asyncio.get_running_loop()
    good, bad, never = (loop.create_future() for _ in range(3))
    good.set_result("good")
    bad.set_exception(Oops("bad"))
    await attempt("done", good, 0)
    await attempt("failed", bad, -1)
    await attempt("pending", never, 0)
    log(outcome(never))
    await attempt("coroutine", body(1), 0)
    task = asyncio.create_task(body(2))
    await asyncio.sleep(1)
    await attempt("running task", task, -1)
    log(outcome(task))


run(main)
