/**
 * A polite crawler, on a site of its own on loopback: at most three requests at a time, and fifty in a second.
 * Run it with `--allow-net=127.0.0.1`.
 */

import * as asyncio from "@asyncio/asyncio";

const AT_A_TIME = 3;
const PER_SECOND = 50;
const PAGES = 25;

/** A site in which each page links to three more. */
function site(request: Request): Response {
  const page = Number(new URL(request.url).pathname.slice(1));
  return Response.json([3 * page + 1, 3 * page + 2, 3 * page + 3]);
}

/** Lets its callers pass one by one, so many in a second. */
class Pace {
  readonly #interval: number;
  #next = -Infinity;

  constructor(perSecond: number) {
    this.#interval = 1 / perSecond;
  }

  async wait(): Promise<void> {
    const now = asyncio.getRunningLoop().time();
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#interval;
    await asyncio.sleep(turn - now);
  }
}

class Crawler {
  readonly #url: string;
  readonly #limiter = new asyncio.CapacityLimiter(AT_A_TIME);
  readonly #pace = new Pace(PER_SECOND);
  readonly pages = new Set([0]);
  /** The most requests at a time. */
  most = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async run(): Promise<void> {
    await asyncio.taskGroup((tg) => this.#visit(0, tg));
  }

  /** Visits a page, and starts to visit what it links to. */
  async #visit(page: number, tg: asyncio.TaskGroup): Promise<void> {
    for (const next of await this.#linksOf(page)) {
      if (next >= PAGES || this.pages.has(next)) continue;
      this.pages.add(next);
      tg.createTask(() => this.#visit(next, tg));
    }
  }

  async #linksOf(page: number): Promise<number[]> {
    using _ = await this.#limiter.acquire();
    await this.#pace.wait();
    this.most = Math.max(this.most, this.#limiter.borrowedTokens);
    const signal = asyncio.currentSignal(); // a cancel ends the request, too
    const response = await fetch(`${this.#url}/${page}`, { signal });
    return await response.json();
  }
}

export async function main(): Promise<void> {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    site,
  );
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const crawler = new Crawler(`http://127.0.0.1:${server.addr.port}`);
  await crawler.run();

  const perSecond = (crawler.pages.size - 1) / (loop.time() - start);
  console.log(`${crawler.pages.size} pages`);
  console.log(`${crawler.most} at a time`);
  console.log(`paced: ${Math.round(perSecond) <= PER_SECOND}`);
}

if (import.meta.main) await asyncio.run(main);
