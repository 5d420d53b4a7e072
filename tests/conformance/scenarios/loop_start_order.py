"""Tasks start in the order of their creation, after their creator waits; so do the tasks they create."""

import asyncio

from _virtual import log, run


async def node(name, depth):
    log(name, "starts")
    tasks = []
    if depth:
        for side in ("l", "r"):
            tasks.append(asyncio.create_task(node(name + side, depth - 1)))
    log(name, "has", len(tasks))
    for task in tasks:
        await task


async def main():
    tasks = [asyncio.create_task(node(name, 2)) for name in ("a", "b")]
    log("main waits")
    await asyncio.gather(*tasks)


run(main)
