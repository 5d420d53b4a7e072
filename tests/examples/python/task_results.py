import asyncio


async def work(delay):
    print(f"Coroutine started with delay: {delay}")
    await asyncio.sleep(delay)
    print(f"Coroutine finished after {delay} seconds")
    return delay * 2


async def main():
    task1 = asyncio.create_task(work(1))
    task2 = asyncio.create_task(work(2))
    results = await asyncio.gather(task1, task2)
    print(f"Results: {results}")


if __name__ == "__main__":
    asyncio.run(main())
