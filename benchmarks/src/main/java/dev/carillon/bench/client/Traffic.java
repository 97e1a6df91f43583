package dev.carillon.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a {@link BareClient} sends. Called on the client's one thread. */
public interface Traffic {

  /**
   * Puts the next request for a connection that is idle into the buffer.
   *
   * @param connection its number, from 0
   * @param request cleared; untouched since this connection's last request, but for that
   * @return whether there is one now
   */
  boolean next(int connection, ByteBuffer request, long nanos);

  /**
   * A request was answered in full.
   *
   * @param body where the answer's body lies; position to limit
   * @throws IOException if that is not the answer it should be
   */
  void answered(int connection, int status, ByteBuffer body, long nanos) throws IOException;

  /** Whether no request will come any more. */
  boolean over(long nanos);

  /** Whether requests come by the clock, so that the client must look again within a moment. */
  default boolean paced() {
    return false;
  }
}
