import asyncio


class AsyncDatabase:
    async def __aenter__(self):
        await asyncio.sleep(1)
        print("Connected to database")
        return self

    async def __aexit__(self, exc_type, exc, tb):
        await asyncio.sleep(1)
        print("Disconnected from database")


async def main():
    async with AsyncDatabase():
        print("Querying database")


if __name__ == "__main__":
    asyncio.run(main())
