import asyncio
import contextlib


@contextlib.asynccontextmanager
async def transaction(name):
    await asyncio.sleep(1)
    print(f"begin {name}")
    rows = []
    try:
        yield rows
    except ValueError as error:
        print(f"roll back {name}: {error}")
        raise
    await asyncio.sleep(1)
    print(f"commit {name}: {rows}")


@transaction("audit")
async def audit(text):
    print(f"audited {text}")


async def main():
    async with transaction("one") as rows:
        rows.append(1)
        await audit("one")

    with contextlib.suppress(ValueError):
        async with transaction("two") as rows:
            rows.append(2)
            raise ValueError("no such row")
    await audit("two")


if __name__ == "__main__":
    asyncio.run(main())
