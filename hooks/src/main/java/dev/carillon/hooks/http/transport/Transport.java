package dev.carillon.hooks.http.transport;

import dev.carillon.hooks.http.response.ByteSource;
import java.io.IOException;

/** A connection's bytes in both directions, plain or through TLS. Used by one thread at a time. */
public sealed interface Transport extends ByteSource permits PlainTransport, TlsTransport {

  /** Hands all these bytes to the network. */
  void write(byte[] bytes, int from, int length) throws IOException;

  /** How many bytes the network has taken so far, those of TLS itself included. */
  long taken();

  /**
   * Whether the peer has closed, or has said something that was not asked for, since the last
   * response was read. Never waits.
   */
  boolean stale() throws IOException;
}
