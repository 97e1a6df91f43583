package dev.carillon.server.assets.preview.process;

import java.time.Duration;

/**
 * What one file may cost, as when its preview and its thumbnail are drawn.
 *
 * @param time how long it may take; then the process that renders it is killed. In the background
 *     it is the time of a processor, which others may have for longer
 * @param heapMegabytes how much memory that process has: {@link ProcessCommand} starts it by a
 *     {@link dev.carillon.server.platform.process.JavaCommand}, which sets {@code -Xmx}
 * @param pixels how many pixels a picture may have; told before one of them is decoded
 */
public record RenderLimits(Duration time, int heapMegabytes, long pixels) {

  /** Room for the pictures of large cameras, none for bombs. */
  public static final RenderLimits DEFAULTS =
      new RenderLimits(Duration.ofSeconds(30), 512, 160_000_000);

  /** What is read of a file while somebody waits for its upload. */
  public static final RenderLimits EMBEDDED = new RenderLimits(Duration.ofSeconds(2), 256, 0);

  /** Whether no pictures are decoded: a file is asked only what it says. */
  boolean readsOnly() {
    return pixels == 0;
  }
}
