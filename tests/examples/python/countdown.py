import asyncio


async def countdown(name, n):
    for i in range(n, 0, -1):
        print(f"{name}: {i}")
        await asyncio.sleep(0.1)
    print(f"{name}: done!")


async def main():
    await asyncio.gather(
        countdown("A", 3),
        countdown("B", 5),
        countdown("C", 2),
    )


if __name__ == "__main__":
    asyncio.run(main())
