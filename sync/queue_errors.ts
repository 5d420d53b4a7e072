/** Raised by `queue.getNowait()` when there is no item to be had at once. */
export class QueueEmpty extends Error {
  static {
    this.prototype.name = "QueueEmpty";
  }

  /** Makes a queue-empty error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised by `queue.putNowait()` when there is no room for the item. */
export class QueueFull extends Error {
  static {
    this.prototype.name = "QueueFull";
  }

  /** Makes a queue-full error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised by a queue that has been shut down: when putting at once, when getting as soon as it is empty. */
export class QueueShutDown extends Error {
  static {
    this.prototype.name = "QueueShutDown";
  }

  /** Makes a queue-shut-down error. */
  constructor(message?: string) {
    super(message);
  }
}
