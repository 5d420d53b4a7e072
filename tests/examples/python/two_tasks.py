import asyncio


async def fetch_api():
    print("Requesting data...")
    await asyncio.sleep(1)
    print("Data received!")
    return {"status": 200}


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    task1 = asyncio.create_task(fetch_api())
    task2 = asyncio.create_task(fetch_api())

    value1 = await task1
    value2 = await task2
    print(f"statuses {value1['status']} and {value2['status']}")
    print(f"took {loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
