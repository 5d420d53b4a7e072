import asyncio


async def worker(name):
    for step in range(1, 4):
        print(f"{name} {step}")
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(worker("ping"), worker("pong"))


if __name__ == "__main__":
    asyncio.run(main())
