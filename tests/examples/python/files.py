import asyncio
import pathlib
import tempfile


async def read_file(path):
    # CPython has no async files: these block.
    with open(path, "r") as file:
        return file.read()


async def write_file(path, content):
    with open(path, "w") as file:
        file.write(content)


async def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "sample.txt")
        await write_file(path, "Welcome to the async world!")
        print(await read_file(path))


if __name__ == "__main__":
    asyncio.run(main())
