import { OSError } from "./os_error.ts";

/**
 * Raised when TLS fails: the other side does not speak it, sends an alert, or a certificate or key of this side is none.
 * CPython's `ssl.SSLError`.
 *
 * The platform's own error is the `cause`, and its message is the message.
 */
export class SslError extends OSError {
  static {
    this.prototype.name = "SslError";
  }
}

/**
 * Raised when the certificate of the other side is not to be trusted, or is that of another host. CPython's
 * `ssl.SSLCertVerificationError`, which there is a `ValueError`, too.
 */
export class SslCertVerificationError extends SslError {
  static {
    this.prototype.name = "SslCertVerificationError";
  }
}

/** The words of Deno's TLS for a certificate that it refuses. */
const REFUSED = "invalid peer certificate";

/** The codes of node's TLS for one; the first is its own, the others are OpenSSL's. */
const REFUSED_CODE =
  /^ERR_TLS_CERT_ALTNAME|^CERT_|SELF_SIGNED|^UNABLE_TO_|^(INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;

/** Returns the {@linkcode SslError} for an error of the platform; any other error as it is. */
export function toSslError(error: Error): Error {
  const { message } = error;
  const code = (error as { code?: unknown }).code;
  const isRefusal = typeof code === "string"
    ? REFUSED_CODE.test(code)
    : message.startsWith(REFUSED);
  if (isRefusal) return new SslCertVerificationError(message, { cause: error });
  const isTls = typeof code === "string"
    ? /^ERR_(SSL|TLS)_/.test(code)
    : error instanceof Deno.errors.InvalidData;
  return isTls ? new SslError(message, { cause: error }) : error;
}
