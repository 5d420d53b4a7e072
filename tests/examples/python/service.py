import asyncio


async def database(started):
    print("database: loading")
    await asyncio.sleep(2)
    started.set_result("db://localhost:5432")
    try:
        await asyncio.sleep(3600)
    finally:
        print("database: stopped")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    async with asyncio.TaskGroup() as tg:
        # CPython has no start(): a future, and the task to cancel.
        started = loop.create_future()
        service = tg.create_task(database(started))
        print(f"main: connected to {await started}")
        await asyncio.sleep(1)
        print("main: done")
        service.cancel()
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
