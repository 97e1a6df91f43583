package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.capacity.YieldPoints;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What is written for a long time: it breaks off when its reader may not have it any more, which is
 * looked at once a second.
 */
final class RevocableOutput extends FilterOutputStream {

  private static final long TRUSTED_NANOS = 1_000_000_000;

  /** What a quick reader takes at once is written without a wait, whatever it costs to make. */
  private final YieldPoints turns = new YieldPoints(16);

  private final BooleanSupplier allowed;
  private final LongSupplier clock;
  private long asked;

  /**
   * Writes to this stream.
   *
   * @param allowed whether the reader may have it now; it was so a moment ago
   * @param clock as {@link System#nanoTime}
   */
  RevocableOutput(OutputStream out, BooleanSupplier allowed, LongSupplier clock) {
    super(out);
    this.allowed = allowed;
    this.clock = clock;
    this.asked = clock.getAsLong();
  }

  @Override
  public void write(int one) throws IOException {
    check();
    out.write(one);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    check();
    out.write(bytes, offset, count);
  }

  private void check() throws IOException {
    turns.step();
    long now = clock.getAsLong();
    if (now - asked < TRUSTED_NANOS) {
      return;
    }
    if (!allowed.getAsBoolean()) {
      throw new IOException("the reader no longer has permission to read this");
    }
    asked = now;
  }
}
