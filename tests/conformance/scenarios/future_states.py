"""A future is set once; reading it early, or a cancelled one, raises."""

import asyncio

from _virtual import Oops, log, run


def attempt(what, action):
    try:
        log(what, action())
    except (Exception, asyncio.CancelledError) as error:
        log(what, "raised", error)


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    attempt("early result", future.result)
    attempt("early exception", future.exception)
    attempt("set", lambda: future.set_result(1))
    attempt("set again", lambda: future.set_result(2))
    attempt("set an error", lambda: future.set_exception(Oops("no")))
    attempt("cancel", future.cancel)
    attempt("result", future.result)
    attempt("exception", future.exception)

    future = loop.create_future()
    attempt("set an error", lambda: future.set_exception(Oops("yes")))
    attempt("result", future.result)
    attempt("exception", future.exception)

    future = loop.create_future()
    attempt("cancel", lambda: future.cancel("stop"))
    attempt("cancel again", lambda: future.cancel("again"))
    attempt("set", lambda: future.set_result(1))
    attempt("result", future.result)
    attempt("exception", future.exception)

    task = asyncio.current_task()
    attempt("set a task", lambda: task.set_result(1))
    attempt("fail a task", lambda: task.set_exception(Oops("no")))


run(main)
