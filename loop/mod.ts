/**
 * The kernel: event loop, futures, tasks, coroutines, context variables, errors, and the primitive that everything
 * waits with.
 *
 * Most programs take what they need from `@asyncio/asyncio` itself; this entry point is for those who build on the
 * kernel alone.
 *
 * @example A future and a task
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { EventLoop } from "@asyncio/asyncio/loop";
 *
 * const loop = new EventLoop();
 * const future = loop.createFuture<number>();
 * loop.callSoon(() => future.setResult(42));
 * assertEquals(await loop.runUntilComplete(future), 42);
 * loop.close();
 * ```
 *
 * @module
 */
export {
  become,
  CancelScope,
  type CancelScopeOptions,
  redeliverCancel,
} from "./cancel_scope.ts";
export { type Clock, SystemClock, type SystemClockOptions } from "./clock.ts";
export {
  Context,
  ContextVar,
  type ContextVarOptions,
  copyContext,
  Token,
} from "./context.ts";
export {
  Coroutine,
  coroutine,
  isCoroutine,
  isCoroutineFunction,
} from "./coroutine.ts";
export { currentEffectiveDeadline, currentSignal } from "./current_signal.ts";
export { allTasks, currentTask } from "./current_task.ts";
export { type Duration, type DurationParts, toSeconds } from "./duration.ts";
export {
  type Awaitable,
  ensureFuture,
  type EnsureFutureOptions,
  wrapFuture,
  type WrapFutureOptions,
} from "./ensure_future.ts";
export {
  BrokenBarrierError,
  CancelledError,
  IncompleteReadError,
  InvalidStateError,
  isCancelled,
  KeyboardInterrupt,
  LimitOverrunError,
  LookupError,
  RuntimeError,
  TimeoutError,
} from "./errors.ts";
export {
  EventLoop,
  type EventLoopOptions,
  type ExceptionHandler,
  type SignalHandlerOptions,
  type TaskFactory,
} from "./event_loop.ts";
export type { ExceptionContext } from "./exception_context.ts";
export {
  type ErrorClass,
  type ErrorCondition,
  ExceptionGroup,
} from "./exception_group.ts";
export {
  type CallbackOptions,
  Future,
  type FutureCallback,
  type FutureOptions,
  isFuture,
} from "./future.ts";
export { FutureObserver } from "./future_observer.ts";
export { Handle } from "./handle.ts";
export {
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  setEventLoop,
} from "./running_loop.ts";
export { type SleepOptions, sleepUntil } from "./sleep_until.ts";
export {
  type Cold,
  type PrintStackOptions,
  type StackOptions,
  Task,
  type TaskConstructorOptions,
  type TaskOptions,
} from "./task.ts";
export { TimerHandle } from "./timer_handle.ts";
export { waitAny, WaitList, type Woken } from "./wait_list.ts";
export type { Caller } from "./caller.ts";
export type { WaitOptions } from "./wait_options.ts";
export { yieldTurn } from "./yield_turn.ts";
export type { HostAndPort, SocketAddress } from "./network/address.ts";
export {
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
} from "./connection_errors.ts";
export { SslCertVerificationError, SslError } from "./ssl_errors.ts";
export type {
  ConnectAcceptedSocketOptions,
  CreateConnectionOptions,
  CreateUnixConnectionOptions,
  ProtocolFactory,
} from "./network/create_connection.ts";
export type { CreateDatagramEndpointOptions } from "./network/create_datagram_endpoint.ts";
export type {
  CreateServerOptions,
  CreateUnixServerOptions,
} from "./network/create_server.ts";
export type {
  Datagram,
  DatagramSocket,
  DatagramSocketOptions,
} from "./network/datagram_socket.ts";
export type {
  TcpDialOptions,
  TlsDialOptions,
  UnixDialOptions,
} from "./network/dial.ts";
export type {
  TcpListenOptions,
  TlsListenOptions,
  UnixListenOptions,
} from "./network/listen.ts";
export { NetworkLoop } from "./network/network_loop.ts";
export {
  BaseProtocol,
  BufferedProtocol,
  DatagramProtocol,
  Protocol,
  SubprocessProtocol,
} from "./network/protocols.ts";
export type {
  ByteSink,
  ByteSource,
  RawConnection,
} from "./network/raw_connection.ts";
export type { AddressInfo, AddressOptions } from "./network/resolve.ts";
export type { SendableFile, SendfileOptions } from "./network/sendfile.ts";
export {
  type Listening,
  Server,
  type ServerClient,
  type ServerSocket,
  type ShutdownOptions,
} from "./network/server.ts";
export type { SslOptions } from "./network/ssl_options.ts";
export type { StartTlsOptions } from "./network/start_tls.ts";
export type { SubprocessOptions } from "./network/subprocess_exec.ts";
export type { HandshakeOptions } from "./network/tls.ts";
export {
  BaseTransport,
  DatagramTransport,
  ReadTransport,
  SubprocessTransport,
  Transport,
  type WriteBufferLimits,
  WriteTransport,
} from "./network/transports.ts";
export { OSError, type OSErrorOptions } from "./os_error.ts";
export type { Executor, JobResult } from "./executors/executor.ts";
export type { Abandonable } from "./open_transports.ts";
