import asyncio

delays = [0.82, 0.31, 0.67, 0.95, 0.24]


async def fetch_page(url, delay):
    await asyncio.sleep(delay)
    return (url, delay)


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    results = await asyncio.gather(*[
        fetch_page(f"https://example.com/page{i}", delay)
        for i, delay in enumerate(delays)
    ])
    elapsed = loop.time() - start

    total = 0
    for url, delay in results:
        print(f"{url}: {delay:.2f}s")
        total += delay
    print(f"Total wall-clock time: {elapsed:.2f}s")
    print(f"Sum of individual times: {total:.2f}s")
    print(f"Concurrency saved: {total - elapsed:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
