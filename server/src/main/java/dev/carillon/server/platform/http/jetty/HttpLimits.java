package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.body.BodyMemory;
import java.time.Duration;

/**
 * How much a request may bring, how slowly, and how many may come. Which of the sizes counts for a
 * body is decided by {@link BodyKind}, and applied by {@link RequestBody#read}. What all bodies
 * take together is limited elsewhere: memory by {@code BodyMemory}, processors by {@code CpuPool},
 * which {@code FormData.read} uses, and the disk by {@code DiskReserve}.
 *
 * @param openBodyBytesMax the whole body of a call that needs no login
 * @param plainBodyBytesMax a body that is no multipart form: JSON, urlencoded; and all texts of a
 *     multipart form together
 * @param textPartBytesMax one text part of a multipart form
 * @param uploadBytesMax the whole body of a multipart form
 * @param slownessMax how long the head of a request may take, and how long a body may bring less
 *     than 1 kB a second
 * @param crowd how many may be there at once
 */
public record HttpLimits(
    long openBodyBytesMax,
    long plainBodyBytesMax,
    int textPartBytesMax,
    long uploadBytesMax,
    Duration slownessMax,
    Crowd crowd) {

  /** 1 MB without login, 4 MB of JSON or form, 1 MB of text in a part, 1 TB of files, 30 s. */
  public static final HttpLimits DEFAULTS =
      new HttpLimits(1 << 20, 4 << 20, 1 << 20, 1L << 40, Duration.ofSeconds(30), Crowd.USUAL);

  /**
   * How many may be there at once.
   *
   * @param callsMax calls that are carried out; more are answered 503 with {@code Retry-After}
   * @param connectionsMax open connections; more wait until one is closed, and those that are idle
   *     are closed after a second
   * @param bodyBytesMax how much of memory all bodies together may take; more are answered 503
   * @param responseBytesMax how much of memory all responses together may take that wait for their
   *     readers; more are answered 503
   */
  public record Crowd(int callsMax, int connectionsMax, long bodyBytesMax, long responseBytesMax) {

    private static final long BODY_BYTES_LEAST = 32L << 20;

    /** Bodies have an eighth of the heap: each is copied when it is whole, and read as JSON. */
    public Crowd(int callsMax, int connectionsMax) {
      this(callsMax, connectionsMax, eighth());
    }

    /** Responses have an eighth of the heap. */
    public Crowd(int callsMax, int connectionsMax, long bodyBytesMax) {
      this(callsMax, connectionsMax, bodyBytesMax, eighth());
    }

    private static long eighth() {
      return Math.max(BODY_BYTES_LEAST, Runtime.getRuntime().maxMemory() / 8);
    }

    /** How many of them one address may have: the rest is for others. */
    static int share(int max) {
      return max - max / 16;
    }

    /** The memory for bodies. */
    BodyMemory bodies() {
      return memory(bodyBytesMax);
    }

    /** The memory for responses. */
    BodyMemory responses() {
      return memory(responseBytesMax);
    }

    private static BodyMemory memory(long bytesMax) {
      return new BodyMemory(bytesMax, bytesMax - bytesMax / 16);
    }

    /** More calls than a few cores can use, and connections for half of a small heap. */
    public static final Crowd USUAL = new Crowd(128, 4096);
  }
}
