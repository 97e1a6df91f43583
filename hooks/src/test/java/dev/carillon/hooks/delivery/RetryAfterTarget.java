package dev.carillon.hooks.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The header {@code Retry-After} of a receiver; a target of {@code ./bench cover}. */
public final class RetryAfterTarget {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private RetryAfterTarget() {}

  /** Reads one; junk is no wait. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    ReceiverResponse response =
        new ReceiverResponse(503, List.of(new Header("Retry-After", text)), "", 0, false);
    Duration wait = RetryAfterHeader.of(response, NOW);
    if (wait.isNegative() || wait.compareTo(RetryAfterHeader.MAX) > 0) {
      throw new AssertionError("waits for " + wait);
    }
  }
}
