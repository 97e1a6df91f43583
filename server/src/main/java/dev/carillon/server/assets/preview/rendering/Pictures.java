package dev.carillon.server.assets.preview.rendering;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.filters.ImageFilter;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.ExifUtils;
import net.coobird.thumbnailator.util.exif.Orientation;

/** Reads pictures: what they are follows from their bytes, not from their names. */
final class Pictures {

  private static final Set<String> FORMATS = Set.of("jpeg", "png", "gif", "webp", "tiff", "bmp");

  /** Of larger ones only every second, third, … pixel is kept while they are decoded. */
  private static final int DECODED_EDGE = 4000;

  private final long pixelsMax;

  Pictures(long pixelsMax) {
    this.pixelsMax = pixelsMax;
    ImageIO.setUseCache(false);
  }

  /**
   * Reads the first picture in a file.
   *
   * @throws Unrenderable where there is none, or one that is too large
   */
  Picture read(Path file) throws IOException, Unrenderable {
    return read(
        file,
        0,
        (reader, size) -> {
          int longest = Math.max(size.width(), size.height());
          return Math.max(1, Math.ceilDiv(longest, DECODED_EDGE));
        },
        Picture::opaque);
  }

  /**
   * Reads one of the pictures in a file.
   *
   * @param steps of a picture of this size only each so many-th pixel is decoded
   * @param colours makes the picture one that can be drawn
   * @throws Unrenderable where it is not there, or too large
   */
  Picture read(Path file, int index, Steps steps, UnaryOperator<BufferedImage> colours)
      throws IOException, Unrenderable {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = reader(in);
      try {
        // only JPEG says how it was held; what others say is not read
        reader.setInput(in, false, !format(reader).equals("jpeg"));
        return read(reader, index, steps, colours);
      } finally {
        reader.dispose();
      }
    }
  }

  private Picture read(
      ImageReader reader, int index, Steps steps, UnaryOperator<BufferedImage> colours)
      throws IOException, Unrenderable {
    if (index > 0) {
      requirePage(index, reader.isSeekForwardOnly() ? 1 : reader.getNumImages(true));
    }
    Picture.Size size = new Picture.Size(reader.getWidth(index), reader.getHeight(index));
    if ((long) size.width() * size.height() > pixelsMax) {
      throw new Unrenderable(
          "it has %s × %s pixels; at most %s are shown"
              .formatted(size.width(), size.height(), pixelsMax));
    }
    int step = steps.of(reader, size);
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    BufferedImage decoded = colours.apply(reader.read(index, param));
    return new Picture(upright(decoded, reader), size);
  }

  /** Refuses pages that are not there. */
  static void requirePage(int page, int count) throws Unrenderable {
    if (page >= count) {
      throw new Unrenderable(
          "page " + page + " is not there; of its " + count + " the first is page 0");
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException, Unrenderable {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(format(reader))) {
        return reader;
      }
    }
    throw new Unrenderable("it is not a picture of a known format");
  }

  private static String format(ImageReader reader) throws IOException {
    String name = reader.getFormatName().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "jpg" -> "jpeg";
      case "tif" -> "tiff";
      default -> name;
    };
  }

  /** A camera that was held sideways says so in the file. */
  private static BufferedImage upright(BufferedImage image, ImageReader reader) throws IOException {
    Orientation orientation = orientation(reader);
    if (orientation == null || orientation == Orientation.TOP_LEFT) {
      return image;
    }
    ImageFilter turn = ExifFilterUtils.getFilterForOrientation(orientation);
    return Thumbnails.of(image).scale(1).addFilter(turn).asBufferedImage();
  }

  private static @org.jspecify.annotations.Nullable Orientation orientation(ImageReader reader) {
    try {
      return ExifUtils.getExifOrientation(reader, 0);
    } catch (IOException | RuntimeException unreadable) {
      return null;
    }
  }

  /** Says how much of a picture is decoded. */
  @FunctionalInterface
  interface Steps {
    /** Each so many-th pixel of each so many-th line. */
    int of(ImageReader reader, Picture.Size size) throws IOException;
  }
}
