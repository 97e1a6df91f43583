package dev.carillon.server.platform.config;

import java.nio.file.Path;

/** How the server listens for requests: in the clear or through TLS. */
public sealed interface ListenerTransport {

  /** The scheme of this server's own address. */
  String scheme();

  /** In the clear: for this machine alone, or behind a proxy that speaks TLS. */
  record Plain() implements ListenerTransport {
    @Override
    public String scheme() {
      return "http";
    }
  }

  /**
   * Through TLS.
   *
   * @param certificate the file of the certificate and those that lead to its authority
   * @param key the file of its key; may be the same
   * @param redirectPort where requests in the clear are sent on to https; {@link #NO_PORT} for none
   */
  record Tls(Path certificate, Path key, int redirectPort) implements ListenerTransport {

    /** Nothing listens in the clear. */
    public static final int NO_PORT = -1;

    @Override
    public String scheme() {
      return "https";
    }
  }
}
