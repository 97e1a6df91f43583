package dev.carillon.server.assets.preview.rendering;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.coobird.thumbnailator.Thumbnails;

/**
 * What a file looks like, opaque and upright.
 *
 * @param image its pixels, or fewer of them
 * @param size how large the file says it is
 */
record Picture(BufferedImage image, Size size) {

  private static final double QUALITY = 0.85;

  /** The picture, at most so long at each edge; never larger than it is. */
  Picture within(int edge) throws IOException {
    int longest = Math.max(image.getWidth(), image.getHeight());
    if (longest <= edge) {
      return this;
    }
    return new Picture(Thumbnails.of(image).size(edge, edge).asBufferedImage(), size);
  }

  /** Writes it as JPEG. */
  Picture write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      Thumbnails.of(image).scale(1).outputFormat("jpg").outputQuality(QUALITY).toOutputStream(out);
    }
    return this;
  }

  /** On white where it was transparent, in the colours that screens have. */
  static BufferedImage opaque(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  /** In pixels; 0 where there is no such thing. */
  record Size(int width, int height) {
    static final Size NONE = new Size(0, 0);
  }
}
