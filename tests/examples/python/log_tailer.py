import asyncio
import os
import tempfile


def append(path, text):
    with open(path, "a") as file:
        file.write(text)


async def tail(path):
    while not os.path.exists(path):
        await asyncio.sleep(0.1)
    file = open(path)
    while True:
        while line := file.readline():
            yield line
        if os.path.exists(path) and not os.path.samestat(os.stat(path), os.fstat(file.fileno())):
            file.close()
            file = open(path)
        else:
            await asyncio.sleep(0.1)


async def service(log):
    for request in range(1, 4):
        append(log, f"INFO request {request}\n")
        if request != 2:
            append(log, f"ERROR request {request}\n")
        await asyncio.sleep(1)
    os.rename(log, f"{log}.1")
    append(log, "ERROR disk is full\n")
    await asyncio.sleep(1)
    append(log, "INFO stopped\n")


async def watch(log):
    errors = 0
    async for line in tail(log):
        if line.startswith("ERROR"):
            errors += 1
            print(f"{errors}. {line.rstrip()}")
        if line == "INFO stopped\n":
            return errors


async def main():
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "service.log")
        watching = asyncio.create_task(watch(log))
        await service(log)
        print(f"{await watching} errors")


if __name__ == "__main__":
    asyncio.run(main())
