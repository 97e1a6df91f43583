package dev.carillon.bench.files;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Makes JPEG files of about 2 MB, no two alike. */
final class Camera {

  private static final int WIDTH = 2400;
  private static final int HEIGHT = 1800;
  private static final int SOFT = 3;
  private static final int GRAIN = 130;
  private static final int START_BYTES = 2;

  private Camera() {}

  static List<Path> pictures(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    byte[] picture = picture();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("picture-" + i + ".jpg");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(picture, 0, START_BYTES);
        // a comment (marker FFFE), whose length counts itself
        out.write(ByteBuffer.allocate(8).putInt(0xFFFE0006).putInt(i).array());
        out.write(picture, START_BYTES, picture.length - START_BYTES);
      }
      files.add(file);
    }
    return files;
  }

  /** Soft shapes with grain, as a camera sees them. */
  private static byte[] picture() throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int shade = (int) (60 + 50 * Math.sin(x / 170.0) + 50 * Math.cos(y / 130.0 + x / 400.0));
        int grain = random.nextInt(GRAIN);
        image.setRGB(x, y, (shade + grain) << 16 | (shade / SOFT + grain) << 8 | (shade + grain));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpeg", out)) {
      throw new IOException("this Java writes no JPEG");
    }
    return out.toByteArray();
  }
}
