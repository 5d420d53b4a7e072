import asyncio
import contextvars

request_id = contextvars.ContextVar("request_id", default="-")


def log(message):
    print(f"[{request_id.get()}] {message}")


async def load_user():
    log("loading the user")
    await asyncio.sleep(0.5)


async def audit():
    await asyncio.sleep(2)
    log("written to the audit log")


async def handle(id, delay):
    request_id.set(id)
    log("start")
    background = asyncio.create_task(audit())
    await load_user()
    await asyncio.sleep(delay)
    log("end")
    await background


async def main():
    await asyncio.gather(handle("r1", 1), handle("r2", 0.25))
    log("all requests are done")


if __name__ == "__main__":
    asyncio.run(main())
