// Producers and a consumer meet over futures: each put waits until its item is taken.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

type Item = { item: string; taken: asyncio.Future<void> };

class Channel {
  readonly #puts: Item[] = [];
  readonly #gets: asyncio.Future<string>[] = [];

  async put(item: string): Promise<void> {
    const get = this.#gets.shift();
    if (get) return get.setResult(item);
    const taken = asyncio.getRunningLoop().createFuture<void>();
    this.#puts.push({ item, taken });
    await taken;
  }

  async get(): Promise<string> {
    const put = this.#puts.shift();
    if (put) {
      put.taken.setResult();
      return put.item;
    }
    const future = asyncio.getRunningLoop().createFuture<string>();
    this.#gets.push(future);
    return await future;
  }
}

async function producer(
  name: string,
  channel: Channel,
  pause: number,
): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await asyncio.sleep(pause);
    log(name, "puts", n);
    await channel.put(`${name}${n}`);
  }
  log(name, "is done");
}

async function consumer(channel: Channel): Promise<void> {
  while (true) {
    const item = await channel.get();
    log("got", item);
    await asyncio.sleep(1);
  }
}

async function main(): Promise<void> {
  const channel = new Channel();
  const consuming = asyncio.createTask(() => consumer(channel));
  await asyncio.gather(
    () => producer("a", channel, 0.25),
    () => producer("b", channel, 1.5),
  );
  await asyncio.sleep(5);
  consuming.cancel();
}

export default () => run(main);
