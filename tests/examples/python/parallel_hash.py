import asyncio
import hashlib
import pathlib
import tempfile
from concurrent.futures import ThreadPoolExecutor

CHUNK = 64 * 1024


def hash_file(path, progress):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            progress(len(chunk))
    return digest.hexdigest()


class Progress:
    def __init__(self, total):
        self.total = total
        self.bytes = 0
        self.quarters = 0

    def add(self, count):
        self.bytes += count
        while self.bytes * 4 >= self.total * (self.quarters + 1):
            self.quarters += 1
            print(f"{self.quarters * 25}%")


def make_files(folder):
    names = ["a.bin", "b.bin", "c.bin", "d.bin", "e.bin"]
    for i, name in enumerate(names):
        (folder / name).write_bytes(bytes([i]) * (100_000 * (i + 1)))
    return names


async def main():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        names = make_files(folder)
        progress = Progress(1_500_000)

        def on_bytes(count):
            loop.call_soon_threadsafe(progress.add, count)

        with ThreadPoolExecutor() as pool:
            hashes = await asyncio.gather(*(
                loop.run_in_executor(pool, hash_file, folder / name, on_bytes)
                for name in names
            ))
        for digest, name in zip(hashes, names):
            print(f"{digest[:16]}  {name}")


if __name__ == "__main__":
    asyncio.run(main())
