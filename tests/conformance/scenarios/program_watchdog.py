"""A program: a watchdog's timeout is moved on with every heartbeat, and bites when they stay away."""

import asyncio

from _virtual import log, run


async def beats(name, pauses, beat):
    for pause in pauses:
        await asyncio.sleep(pause)
        log(name, "beats")
        beat()
    log(name, "falls silent")
    await asyncio.sleep(100)


async def watch(name, pauses):
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(1) as dog:
            await beats(name, pauses, lambda: dog.reschedule(loop.time() + 1))
    except TimeoutError:
        log(name, "is dead")
        return loop.time()


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(watch("steady", [0.75, 0.75, 0.75, 0.75])),
            group.create_task(watch("early", [0.25, 0.375])),
            group.create_task(watch("late", [0.4375, 1.0625, 0.5])),
        ]
    log([task.result() for task in tasks])


run(main)
