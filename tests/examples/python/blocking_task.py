import asyncio
import time


def blocking_task(seconds):
    time.sleep(seconds)
    return f"Blocked for {seconds} seconds"


async def async_task_1():
    await asyncio.sleep(0.1)
    print("Async task 1 finished")


async def async_task_2():
    await asyncio.sleep(0.4)
    print("Async task 2 finished")


async def main():
    results = await asyncio.gather(
        asyncio.to_thread(blocking_task, 0.2),
        async_task_1(),
        async_task_2(),
    )
    print(results[0])


if __name__ == "__main__":
    asyncio.run(main())
