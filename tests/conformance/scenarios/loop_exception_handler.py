"""A callback that raises goes to the exception handler with its context; the loop goes on."""

import asyncio

from _virtual import Oops, log, run


def handler(loop, context):
    log("handler", context["message"][:21], context["exception"], "handle" in context)


def raises(*names):
    raise Oops(*names)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    loop.call_soon(raises, "soon")
    loop.call_soon(log, "the next callback runs")
    loop.call_later(1, raises, "later")
    future = loop.create_future()
    future.add_done_callback(lambda _: raises("done callback"))
    future.add_done_callback(lambda _: log("the next done callback runs"))
    loop.call_later(2, future.set_result, None)
    log("result", await future)
    await asyncio.sleep(1)
    loop.call_exception_handler({"message": "By hand", "exception": Oops("mine")})
    loop.set_exception_handler(None)
    log(loop.get_exception_handler())


run(main)
