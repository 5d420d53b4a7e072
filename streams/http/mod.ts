/**
 * HTTP on the platform's own `fetch()` and `Deno.serve()`, under the cancellation and the deadlines of tasks.
 *
 * @module
 */
export * from "./fetch.ts";
export * from "./fetch_response.ts";
export * from "./host_limits.ts";
export * from "./serve.ts";
