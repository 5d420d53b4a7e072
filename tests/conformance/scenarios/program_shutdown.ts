// A program: a server stops taking work, gives its connections time to end, then cancels the rest.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

class Server {
  readonly tasks: Map<asyncio.Future<void>, string> = new Map();

  accept(name: string, delay: number, cleanup: number): void {
    const task = asyncio.createTask(() => this.serve(name, delay, cleanup));
    this.tasks.set(task, name);
    task.addDoneCallback(() => this.tasks.delete(task));
  }

  async serve(name: string, delay: number, cleanup: number): Promise<void> {
    try {
      await asyncio.sleep(delay);
      log(name, "served");
    } catch (error) {
      await asyncio.sleep(cleanup);
      log(name, "dropped");
      throw error;
    }
  }

  async close(grace: number): Promise<void> {
    log("closing", [...this.tasks.values()].sort());
    const [, pending] = await asyncio.wait(this.tasks.keys(), {
      timeout: grace,
    });
    const names = [...pending].map((task) => this.tasks.get(task)!);
    log("grace is over", names.sort());
    for (const task of pending) task.cancel();
    await asyncio.gather([...pending], { returnExceptions: true });
  }
}

async function main(): Promise<void> {
  const server = new Server();
  for (let n = 1; n < 7; n++) {
    server.accept(`connection ${n}`, n, n / 4);
    await asyncio.sleep(0.25);
  }
  await server.close(2.25);
  log("closed", server.tasks.size, asyncio.allTasks().size);
}

export default () => run(main);
