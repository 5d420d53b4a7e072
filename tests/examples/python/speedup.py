import asyncio


async def process_item(item):
    await asyncio.sleep(0.1)
    return item * 2


async def sequential():
    results = []
    for i in range(10):
        results.append(await process_item(i))
    return results


async def concurrent():
    return await asyncio.gather(*[process_item(i) for i in range(10)])


async def timed(label, work):
    loop = asyncio.get_running_loop()
    start = loop.time()
    results = await work()
    elapsed = loop.time() - start
    print(f"{label}: {elapsed:.2f}s, results={results}")
    return elapsed


async def main():
    slow = await timed("Sequential", sequential)
    fast = await timed("Concurrent", concurrent)
    print(f"Speedup: {slow / fast:.1f}x")


if __name__ == "__main__":
    asyncio.run(main())
