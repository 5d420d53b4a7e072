import type { Channel } from "./_channel.ts";

/** What `statistics()` of a sender or a receiver tells. */
export interface ChannelStatistics {
  /** How many items may be stored; 0 for a rendezvous. */
  readonly size: number;
  /** How many items are stored. */
  readonly stored: number;
  /** How many senders are open. */
  readonly openSenders: number;
  /** How many receivers are open. */
  readonly openReceivers: number;
  /** How many tasks wait in `send()`. */
  readonly tasksWaitingSend: number;
  /** How many tasks wait in `receive()`. */
  readonly tasksWaitingReceive: number;
}

/** The statistics of a channel, as a frozen object. */
export function statisticsOf<T>(channel: Channel<T>): ChannelStatistics {
  return Object.freeze({
    size: channel.size,
    stored: channel.items.length,
    openSenders: channel.openSenders,
    openReceivers: channel.openReceivers,
    tasksWaitingSend: channel.offers.size,
    tasksWaitingReceive: channel.receivers.size,
  });
}
