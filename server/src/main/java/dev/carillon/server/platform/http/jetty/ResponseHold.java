package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.body.BodyMemory;
import java.net.InetAddress;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What one response takes of the memory that all have together which wait for their readers, until
 * it is sent or has failed.
 */
final class ResponseHold {

  private static final int RETRY_SECONDS = 1;

  private static final String FULL =
      "The server has no memory for another long response to a slow reader; retry"
          + " later, or request less at once";

  private final BodyMemory memory;
  private final Request request;
  private InetAddress from = InetAddress.getLoopbackAddress();
  private boolean mandatory;
  private boolean watched;
  private @Nullable Object body;
  private byte[] rendered = {};
  private long held;

  ResponseHold(BodyMemory memory, Request request) {
    this.memory = memory;
    this.request = request;
  }

  /** One that has all the memory it wants. */
  static ResponseHold none(Request request) {
    return new ResponseHold(new BodyMemory(Long.MAX_VALUE, Long.MAX_VALUE), request);
  }

  /** Whose memory it takes. */
  void from(InetAddress address) {
    from = address;
  }

  /**
   * The response to a change is sent even where there is no memory. So an address that keeps the
   * server from sending such a response changes nothing more until that is read.
   *
   * @throws Problem 503 where it has no memory left
   */
  void changes() {
    if (memory.spent(from)) {
      throw Problem.unavailable(FULL, RETRY_SECONDS);
    }
    mandatory = true;
  }

  /** It is sent even where there is no memory: such responses are short. */
  void mandatory() {
    mandatory = true;
  }

  /** The bytes of an answer, made once. */
  @SuppressWarnings("ReferenceEquality") // an equal one may be rendered once more
  byte[] rendered(Response.Json answer) {
    if (answer.body() != body) {
      rendered = Json.write(answer.body());
      body = answer.body();
    }
    return rendered;
  }

  /**
   * So much more is held until the response is sent.
   *
   * @throws Problem 503 where there is no memory
   */
  synchronized void take(long bytes) {
    long beyond = BodyMemory.counted(held, held + bytes);
    if (beyond > 0 && mandatory) {
      memory.takeAnyway(from, beyond);
    } else if (beyond > 0 && !memory.take(from, beyond)) {
      throw Problem.unavailable(FULL, RETRY_SECONDS);
    }
    held += bytes;
    if (!watched) {
      watched = true;
      Request.addCompletionListener(request, sent -> end());
    }
  }

  /** So much less is held from now on. */
  synchronized void give(long bytes) {
    memory.give(from, BodyMemory.counted(held - bytes, held));
    held -= bytes;
  }

  private synchronized void end() {
    give(held);
  }
}
