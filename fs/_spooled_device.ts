import type { Device, Whence } from "./_device.ts";
import { MemoryDevice } from "./_memory_device.ts";

/** A file in memory that becomes one of the system when it gets too long, or is to be on the disk. */
export class SpooledDevice implements Device {
  readonly mayBlock: false = false;
  readonly fileno: null = null;
  readonly #maxSize: number;
  readonly #openDevice: () => Promise<Device>;
  #memory: MemoryDevice | null = new MemoryDevice(new Uint8Array(0));
  #device: Device = this.#memory!;

  constructor(maxSize: number, openDevice: () => Promise<Device>) {
    this.#maxSize = maxSize;
    this.#openDevice = openDevice;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#device.read(into);
  }

  readAt(into: Uint8Array, position: number): Promise<number | null> {
    return this.#device.readAt(into, position);
  }

  async write(bytes: Uint8Array): Promise<number> {
    const count = await this.#device.write(bytes);
    if (this.#maxSize > 0 && this.#device.seek(0, 1) > this.#maxSize) {
      await this.#rollOver();
    }
    return count;
  }

  seek(offset: number, whence: Whence): number {
    return this.#device.seek(offset, whence);
  }

  size(): number | null {
    return this.#device.size();
  }

  truncate(size: number): Promise<void> {
    return this.#device.truncate(size);
  }

  async sync(): Promise<void> {
    await this.#rollOver();
    await this.#device.sync();
  }

  async syncData(): Promise<void> {
    await this.#rollOver();
    await this.#device.syncData();
  }

  async tryLock(exclusive: boolean): Promise<boolean> {
    return await this.#device.tryLock(exclusive);
  }

  unlock(): Promise<void> {
    return this.#device.unlock();
  }

  isTerminal(): boolean {
    return false;
  }

  async finish(): Promise<void> {
    await this.#device.finish?.();
  }

  close(): void {
    this.#device.close();
  }

  async #rollOver(): Promise<void> {
    const memory = this.#memory;
    if (memory === null) return;
    const device = await this.#openDevice();
    try {
      const { content } = memory;
      for (let done = 0; done < content.length;) {
        done += await device.write(content.subarray(done));
      }
      device.seek(memory.seek(0, 1), 0);
    } catch (error) {
      await device.finish?.();
      device.close();
      throw error;
    }
    this.#device = device;
    this.#memory = null;
  }
}
