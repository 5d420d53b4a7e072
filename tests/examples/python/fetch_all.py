import asyncio

urls = [f"https://example.com/{i}" for i in range(10)]


async def fetch_page(url):
    await asyncio.sleep(1)
    return f"Result from {url}"


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    for result in await asyncio.gather(*[fetch_page(url) for url in urls]):
        print(result)
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
