import asyncio
import contextlib


@contextlib.asynccontextmanager
async def connect(host):
    await asyncio.sleep(1)
    if host == "down":
        raise ConnectionError(f"cannot reach {host}")
    print(f"connected to {host}")
    try:
        yield host.upper()
    finally:
        await asyncio.sleep(1)
        print(f"disconnected from {host}")


async def visit(hosts):
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(print, "all closed")
        connections = [await stack.enter_async_context(connect(host)) for host in hosts]
        print("all open:", ", ".join(connections))


async def main():
    await visit(["a", "b"])
    try:
        await visit(["c", "down", "d"])
    except ConnectionError as error:
        print("error:", error)


if __name__ == "__main__":
    asyncio.run(main())
