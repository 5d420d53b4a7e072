"""A program: mirrors are asked one after another; the first good answer wins, the rest are cancelled and joined."""

import asyncio

from _virtual import Oops, log, run


async def ask(mirror, delay, good):
    log("ask", mirror)
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        await asyncio.sleep(delay / 8)
        log("hang up on", mirror)
        raise
    if not good:
        raise Oops(mirror)
    return f"answer of {mirror}"


async def first_answer(mirrors, stagger):
    pending = set()
    try:
        for mirror in mirrors:
            pending.add(asyncio.create_task(ask(*mirror)))
            last = mirror is mirrors[-1]
            while pending:
                done, pending = await asyncio.wait(
                    pending,
                    timeout=None if last else stagger,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for task in done:
                    if task.exception():
                        log("failed", task.exception())
                    else:
                        return task.result()
                if not last:
                    break
        raise Oops("no answer")
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)


async def main():
    log(await first_answer([("a", 4, True), ("b", 1.5, True), ("c", 2, True)], 1))
    log(await first_answer([("d", 0.5, False), ("e", 3, False), ("f", 5, True)], 1))
    try:
        await first_answer([("g", 1.5, False), ("h", 0.25, False)], 1)
    except Oops as error:
        log(error)


run(main)
