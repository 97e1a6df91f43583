package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.http.tls.TlsIdentity;
import java.util.function.Supplier;

/** Whether the HTTP server speaks TLS. */
public sealed interface Encryption {

  /** It does not. */
  record None() implements Encryption {}

  /**
   * It does.
   *
   * @param identity who it is, asked for at each handshake
   * @param redirectPort where requests in the clear are sent on; negative for none
   */
  record Tls(Supplier<TlsIdentity> identity, int redirectPort) implements Encryption {}
}
