import asyncio
import contextlib
import json

AT_A_TIME = 3
PER_SECOND = 50
PAGES = 25


async def site(reader, writer):
    page = int((await reader.readline()).split()[1][1:])
    links = json.dumps([3 * page + 1, 3 * page + 2, 3 * page + 3])
    writer.write(f"HTTP/1.0 200 OK\r\n\r\n{links}".encode())
    writer.close()


class Pace:
    def __init__(self, per_second):
        self.interval = 1 / per_second
        self.next = 0

    async def wait(self):
        now = asyncio.get_running_loop().time()
        turn = max(now, self.next)
        self.next = turn + self.interval
        await asyncio.sleep(turn - now)


class Crawler:
    def __init__(self, port):
        self.port = port
        # CPython has no CapacityLimiter.
        self.semaphore = asyncio.Semaphore(AT_A_TIME)
        self.pace = Pace(PER_SECOND)
        self.pages = {0}
        self.running = self.most = 0

    async def run(self):
        async with asyncio.TaskGroup() as tg:
            await self.visit(0, tg)

    async def visit(self, page, tg):
        for link in await self.links_of(page):
            if link < PAGES and link not in self.pages:
                self.pages.add(link)
                tg.create_task(self.visit(link, tg))

    async def links_of(self, page):
        async with self.semaphore:
            self.running += 1
            await self.pace.wait()
            self.most = max(self.most, self.running)
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            with contextlib.closing(writer):
                writer.write(f"GET /{page} HTTP/1.0\r\n\r\n".encode())
                response = await reader.read()
            self.running -= 1
        return json.loads(response.partition(b"\r\n\r\n")[2])


async def main():
    async with await asyncio.start_server(site, "127.0.0.1", 0) as server:
        loop = asyncio.get_running_loop()
        start = loop.time()

        crawler = Crawler(server.sockets[0].getsockname()[1])
        await crawler.run()

        per_second = (len(crawler.pages) - 1) / (loop.time() - start)
        print(f"{len(crawler.pages)} pages")
        print(f"{crawler.most} at a time")
        print(f"paced: {str(round(per_second) <= PER_SECOND).lower()}")


if __name__ == "__main__":
    asyncio.run(main())
