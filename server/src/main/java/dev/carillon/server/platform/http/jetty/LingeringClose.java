package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.body.ClientGone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Sends a response to a request whose body is still coming, and ends the connection in stages (RFC
 * 9112, section 9.6): says that it will close, stops sending, reads on, and only then closes. A
 * connection that is closed while something comes is reset by the system, and the reset takes the
 * response from a client that has not read it yet.
 *
 * @param longest how long what comes is read
 * @param stopping whether the server is about to stop
 */
record LingeringClose(ResponseWriter writer, Duration longest, BooleanSupplier stopping) {

  /** A client that sends nothing has read the response, or never will. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

  private static final int BUFFER_BYTES = 16 * 1024;

  /**
   * Sends this as the last response of its connection.
   *
   * @param rest what still comes
   * @param sent is run as soon as the system has the response
   * @param done ends the request
   */
  void write(
      Response answer,
      ResponseHold hold,
      Rest rest,
      Request request,
      org.eclipse.jetty.server.Response out,
      Runnable sent,
      Callback done) {
    out.getHeaders().put(HttpHeader.CONNECTION, "close");
    try {
      try (Blocker.Callback written = Blocker.callback()) {
        writer.write(answer, hold, request, out, written);
        written.block();
      }
      sent.run();
      EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
      endPoint.setIdleTimeout(SILENCE_MAX.toMillis());
      endPoint.shutdownOutput();
      long start = System.nanoTime();
      if (rest.discard(
          () -> stopping.getAsBoolean() || System.nanoTime() - start > longest.toNanos())) {
        done.succeeded();
      } else {
        done.failed(new IOException("the client did not stop sending a rejected request"));
      }
    } catch (ClientGone gone) {
      done.failed(gone.getCause());
    } catch (IOException broken) {
      done.failed(broken);
    }
  }

  /** Whatever comes on this connection, by bytes: for what cannot be understood as a body. */
  static Rest ofConnection(EndPoint endPoint) {
    return enough -> {
      ByteBuffer discarded = BufferUtil.allocate(BUFFER_BYTES);
      while (!enough.getAsBoolean()) {
        BufferUtil.clear(discarded);
        int filled = endPoint.fill(discarded);
        if (filled < 0) {
          return true;
        }
        if (filled == 0) {
          awaitMore(endPoint);
        }
      }
      return false;
    };
  }

  private static void awaitMore(EndPoint endPoint) throws IOException {
    try (Blocker.Callback readable = Blocker.callback()) {
      endPoint.fillInterested(readable);
      readable.block();
    }
  }

  /** What a client still sends. */
  @FunctionalInterface
  interface Rest {

    /**
     * Reads and forgets it.
     *
     * @param enough is asked before each read
     * @return whether that was all
     */
    boolean discard(BooleanSupplier enough) throws ClientGone, IOException;
  }
}
