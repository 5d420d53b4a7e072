/** Raised by receiving when all senders are closed and nothing is left. anyio's name, too. */
export class EndOfStream extends Error {
  static {
    this.prototype.name = "EndOfStream";
  }

  /** Makes an end-of-stream error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised by sending when nobody is left to receive. anyio's `BrokenResourceError`. */
export class BrokenResource extends Error {
  static {
    this.prototype.name = "BrokenResource";
  }

  /** Makes a broken-resource error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised by using what this side has closed already. anyio's `ClosedResourceError`. */
export class ClosedResource extends Error {
  static {
    this.prototype.name = "ClosedResource";
  }

  /** Makes a closed-resource error. */
  constructor(message?: string) {
    super(message);
  }
}

/** Raised by using what somebody else is using at the moment. anyio's `BusyResourceError`. */
export class BusyResource extends Error {
  static {
    this.prototype.name = "BusyResource";
  }

  /** Makes a busy-resource error. */
  constructor(message?: string) {
    super(message);
  }
}
