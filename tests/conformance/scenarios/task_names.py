"""Names and identity: set_name(), current_task(), all_tasks(), get_name() after the end."""

import asyncio

from _virtual import log, outcome, run


async def child():
    task = asyncio.current_task()
    log("child is", task.get_name(), task in asyncio.all_tasks())
    await asyncio.sleep(1)
    task.set_name("renamed")
    await asyncio.sleep(1)
    return task


async def main():
    main_task = asyncio.current_task()
    main_task.set_name("main")
    one = asyncio.create_task(child(), name="one")
    two = asyncio.create_task(child())
    two.set_name(2)
    log(sorted(task.get_name() for task in asyncio.all_tasks()))
    await asyncio.sleep(1.5)
    log(sorted(task.get_name() for task in asyncio.all_tasks()))
    two.cancel()
    log("the same task", await one is one, asyncio.current_task() is main_task)
    log(one.get_name(), two.get_name(), outcome(two))
    log(sorted(task.get_name() for task in asyncio.all_tasks()))


run(main)
