package dev.carillon.server.platform.http.body;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.capacity.YieldPoints;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;

/** A request's body, read no further than allowed and not for ever. */
public final class PacedInput {

  /** What a body must bring on average, in each span of the time that it may be slow for. */
  private static final long BYTES_PER_SECOND = 1024;

  /** What has come already is read without a wait, byte by byte if it was sent so. */
  private final YieldPoints turns = new YieldPoints(64);

  private final InputStream in;
  private final long slownessMax;
  private long limit = Long.MAX_VALUE;
  private long count;
  private long spanWaited;
  private long spanBytes;

  /**
   * The body of this request; it must not fall behind for longer than allowed, however quickly it
   * began.
   */
  public PacedInput(Request request, Duration slownessMax) {
    this.in = Request.asInputStream(request);
    this.slownessMax = slownessMax.toNanos();
  }

  /** How many bytes may come in all. */
  public void limit(long bytesMax) {
    limit = bytesMax;
  }

  /** How many bytes have come. */
  public long count() {
    return count;
  }

  /**
   * Reads some bytes; -1 at the end.
   *
   * @throws Problem 400 where the framing is broken, 408 where they come too slowly, 413 where they
   *     are too many
   * @throws ClientGone where the client broke off
   */
  public int read(byte[] buffer, int from, int room) throws ClientGone {
    turns.step();
    long asked = System.nanoTime();
    int read = readSome(buffer, from, room);
    // what the server does between two reads is not the client's slowness
    spanWaited += System.nanoTime() - asked;
    spanBytes += Math.max(read, 0);
    count += Math.max(read, 0);
    if (count > limit) {
      throw Problem.tooLarge("The body is larger than " + limit + " bytes");
    }
    if (read >= 0 && spanWaited > slownessMax) {
      if (spanBytes < spanWaited * BYTES_PER_SECOND / 1_000_000_000) {
        throw tooSlow();
      }
      spanWaited = 0;
      spanBytes = 0;
    }
    return read;
  }

  private int readSome(byte[] buffer, int from, int room) throws ClientGone {
    try {
      return in.read(buffer, from, room);
    } catch (IOException broken) {
      for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
        if (cause instanceof HttpException bad && bad.getCode() < 500) {
          throw Problem.badRequest("The body is not framed correctly");
        }
        if (cause instanceof TimeoutException) {
          throw tooSlow();
        }
      }
      throw new ClientGone(broken);
    }
  }

  private static Problem tooSlow() {
    return new Problem(408, "RequestTimeout", "The body arrives too slowly");
  }
}
