"""The block form of timeout() turns its cancel into a TimeoutError whatever the body waits for."""

import asyncio

from _virtual import log, run


async def plain():
    await asyncio.sleep(10)


async def joins():
    async with asyncio.TaskGroup() as group:
        group.create_task(plain())


async def completes():
    for next_one in asyncio.as_completed([plain()]):
        await next_one


async def replaces():
    try:
        await plain()
    finally:
        await asyncio.gather(asyncio.sleep(1))


waits = (
    ("sleep", plain),
    ("future", lambda: asyncio.get_running_loop().create_future()),
    ("task", lambda: asyncio.create_task(plain())),
    ("gather", lambda: asyncio.gather(plain(), plain())),
    ("gather all", lambda: asyncio.gather(plain(), return_exceptions=True)),
    ("nested gather", lambda: asyncio.gather(asyncio.gather(plain()))),
    ("shield", lambda: asyncio.shield(plain())),
    ("wait", lambda: asyncio.wait([asyncio.create_task(plain())])),
    ("wait_for", lambda: asyncio.wait_for(plain(), 5)),
    ("group", joins),
    ("as_completed", completes),
    ("cleanup", replaces),
)


async def main():
    for name, wait in waits:
        try:
            async with asyncio.timeout(1):
                await wait()
        except TimeoutError as error:
            log(name, error, asyncio.current_task().cancelling())


run(main)
