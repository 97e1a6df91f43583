package dev.carillon.server.asset.preview;

import dev.carillon.server.http.cpu.CpuPool;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.imageio.ImageIO;
import net.coobird.thumbnailator.Thumbnails;

/**
 * Scales stored previews down to whatever size is asked for. They are our own files of a known
 * largest size, so this needs no process of its own; one after the other, since each takes memory.
 */
final class SmallerPreviews {

  private static final double QUALITY = 0.85;

  /** Its thread ends by itself when nothing is asked for. */
  private final CpuPool pool =
      new CpuPool(
          "previews",
          "The server has too many previews to scale; try again",
          new CpuPool.Limits(1, 64, 48, Duration.ofSeconds(10)));

  /**
   * The preview in this box; empty where it fits as it is.
   *
   * @throws dev.carillon.server.http.Problem 503 where too many wait already
   */
  Optional<Scaled> within(Path preview, PreviewsApi.Box box) {
    return pool.run(() -> scaled(preview, box));
  }

  private static Optional<Scaled> scaled(Path preview, PreviewsApi.Box box) {
    try {
      BufferedImage image = ImageIO.read(preview.toFile());
      if (image == null) {
        throw new IOException(preview + " is no picture");
      }
      if (image.getWidth() <= box.width() && image.getHeight() <= box.height()) {
        return Optional.empty();
      }
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      BufferedImage scaled = Thumbnails.of(image).size(box.width(), box.height()).asBufferedImage();
      Thumbnails.of(scaled)
          .scale(1)
          .outputFormat("jpg")
          .outputQuality(QUALITY)
          .toOutputStream(jpeg);
      return Optional.of(new Scaled(jpeg.toByteArray(), scaled.getWidth(), scaled.getHeight()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A preview of this size. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
  record Scaled(byte[] jpeg, int width, int height) {}
}
