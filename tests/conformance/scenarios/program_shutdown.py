"""A program: a server stops taking work, gives its connections time to end, then cancels the rest."""

import asyncio

from _virtual import log, run


class Server:
    def __init__(self):
        self.tasks = {}

    def accept(self, name, delay, cleanup):
        task = asyncio.create_task(self.serve(name, delay, cleanup))
        self.tasks[task] = name
        task.add_done_callback(self.tasks.pop)

    async def serve(self, name, delay, cleanup):
        try:
            await asyncio.sleep(delay)
            log(name, "served")
        except asyncio.CancelledError:
            await asyncio.sleep(cleanup)
            log(name, "dropped")
            raise

    async def close(self, grace):
        log("closing", sorted(self.tasks.values()))
        _, pending = await asyncio.wait(self.tasks, timeout=grace)
        log("grace is over", sorted(self.tasks[task] for task in pending))
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def main():
    server = Server()
    for n in range(1, 7):
        server.accept(f"connection {n}", n, n / 4)
        await asyncio.sleep(0.25)
    await server.close(2.25)
    log("closed", len(server.tasks), len(asyncio.all_tasks()))


run(main)
