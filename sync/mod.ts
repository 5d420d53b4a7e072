/**
 * Locks, events, conditions, semaphores, barriers, queues and channels: what tasks share, and how they wait for each
 * other.
 *
 * All of them are first come, first served: what is released goes straight to whoever has waited longest, and a
 * cancelled waiter takes nothing with it.
 *
 * @example A lock and a guard
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Lock } from "@asyncio/asyncio/sync";
 *
 * const lock = new Lock();
 * {
 *   using _ = await lock.acquire();
 *   assertEquals(lock.locked(), true);
 * }
 * assertEquals(lock.locked(), false);
 * ```
 *
 * @module
 */
export {
  Barrier,
  type BarrierState,
  type BarrierStatistics,
} from "./barrier.ts";
export { BoundedSemaphore } from "./bounded_semaphore.ts";
export { Condition, type ConditionStatistics } from "./condition.ts";
export { Event, type EventStatistics } from "./event.ts";
export { Guard } from "./guard.ts";
export { Lock, type LockStatistics } from "./lock.ts";
export { Semaphore, type SemaphoreStatistics } from "./semaphore.ts";
export { WouldBlockError } from "./would_block_error.ts";
export { LifoQueue } from "./lifo_queue.ts";
export { PriorityQueue, type PriorityQueueOptions } from "./priority_queue.ts";
export { Queue, type QueueStatistics } from "./queue.ts";
export { QueueEmpty, QueueFull, QueueShutDown } from "./queue_errors.ts";
export { RwLock, type RwLockStatistics } from "./rw_lock.ts";
export {
  CapacityLimiter,
  type CapacityLimiterStatistics,
} from "./capacity_limiter.ts";
export {
  ResourceGuard,
  type ResourceGuardStatistics,
} from "./resource_guard.ts";
export { channel } from "./channel.ts";
export type { ChannelStatistics } from "./channel_statistics.ts";
export { Sender } from "./sender.ts";
export { Receiver } from "./receiver.ts";
export { type Receivers, select, type Selected } from "./select.ts";
export { Broadcast, type BroadcastStatistics } from "./broadcast.ts";
export {
  BrokenResource,
  BusyResource,
  ClosedResource,
  EndOfStream,
} from "./resource_errors.ts";
