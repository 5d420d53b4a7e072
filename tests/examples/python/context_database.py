import asyncio


class AsyncDatabase:
    async def __aenter__(self):
        await asyncio.sleep(1)
        print("Connected to database")
        return self

    async def __aexit__(self, exc_type, exc, tb):
        await asyncio.sleep(1)
        print("Disconnected from database" if exc is None else f"Disconnected after {exc_type.__name__}")
        return exc_type is LookupError

    async def query(self, table):
        await asyncio.sleep(1)
        if table == "secrets":
            raise LookupError(f"no table {table}")
        print(f"Querying {table}")


async def main():
    async with AsyncDatabase() as db:
        await db.query("users")

    async with AsyncDatabase() as db:
        await db.query("secrets")

    try:
        async with asyncio.timeout(1.5):  # a second to connect
            async with AsyncDatabase() as db:
                await db.query("orders")
    except TimeoutError:
        print("Too slow")

    async def wait_long():
        async with AsyncDatabase():
            await asyncio.sleep(60)

    task = asyncio.create_task(wait_long())
    await asyncio.sleep(2)
    task.cancel("closing time")
    try:
        await task
    except asyncio.CancelledError:
        print("Cancelled")


if __name__ == "__main__":
    asyncio.run(main())
