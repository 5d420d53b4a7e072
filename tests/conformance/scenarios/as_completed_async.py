# since 3.13
"""as_completed() as an asynchronous iterator gives the very tasks passed in, in the order of completion."""

import asyncio

from _virtual import Oops, log, outcome, run


def part(name, delay, error=None):
    async def body():
        await asyncio.sleep(delay)
        if error:
            raise error
        return f"result of {name}"

    return asyncio.create_task(body(), name=name)


def report(task):
    log(task.get_name(), outcome(task))


async def main():
    last = part("d", 4)
    tasks = [part("a", 3), part("b", 1), part("c", 2, Oops("c")), last]
    asyncio.get_running_loop().call_later(0.5, last.cancel)
    async for task in asyncio.as_completed(tasks):
        report(task)

    iterator = asyncio.as_completed([part("e", 1), part("f", 3), part("g", 2)])
    async for task in iterator:
        report(task)
        break
    log("the first loop is left")
    await asyncio.sleep(0.5)
    async for task in iterator:
        report(task)


run(main)
