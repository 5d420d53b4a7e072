import asyncio

cache = {"London": "12°", "Rome": "21°"}


async def forecast(city):
    await asyncio.sleep(0.3 if city == "Rome" else 30)
    return "24°" if city == "Rome" else "15°"


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    for city in cache:
        try:
            async with asyncio.timeout(1):
                print(f"{city} {await forecast(city)}")
        except TimeoutError:
            print(f"{city} {cache[city]} (from the cache)")
    print(f"{loop.time() - start:.2f}s")


if __name__ == "__main__":
    asyncio.run(main())
