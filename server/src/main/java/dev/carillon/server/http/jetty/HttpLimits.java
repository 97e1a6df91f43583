package dev.carillon.server.http.jetty;

import java.time.Duration;

/**
 * How much a request may bring, and how slowly.
 *
 * @param openBodyBytesMax the whole body of a call that needs no log-in
 * @param plainBodyBytesMax a body that is no multipart form: JSON, urlencoded
 * @param textPartBytesMax one text part of a multipart form
 * @param uploadBytesMax the whole body of a multipart form
 * @param slownessMax how long the head of a request may take, and how long a body may bring less
 *     than 1 kB a second
 */
public record HttpLimits(
    long openBodyBytesMax,
    long plainBodyBytesMax,
    int textPartBytesMax,
    long uploadBytesMax,
    Duration slownessMax) {

  /** 1 MB without log-in, 4 MB of JSON or form, 1 MB of text in a part, 1 TB of files, 30 s. */
  public static final HttpLimits DEFAULTS =
      new HttpLimits(1 << 20, 4 << 20, 1 << 20, 1L << 40, Duration.ofSeconds(30));
}
