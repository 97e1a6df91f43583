package dev.carillon.server.assets.preview.rendering;

import dev.carillon.server.assets.preview.rendering.RenditionSettings.Format;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import net.coobird.thumbnailator.Thumbnails;

/** Draws what a rendition shows: the page or picture, its part, its size, what stands across it. */
record RenditionPainter(Pictures pictures, RenditionSettings settings) {

  /** More pixels are not drawn: a rendition of more comes smaller. */
  private static final double PIXELS_MAX = 24e6;

  private static final String WATERMARK = "PREVIEW";

  /** Those of a PDF. */
  private static final double POINTS_PER_INCH = 72;

  /** Those of a drawing, as CSS has them. */
  private static final double UNITS_PER_INCH = 96;

  /** The picture of a file. */
  BufferedImage paint(Path file, PreviewKind kind) throws IOException, Unrenderable {
    int page = settings.number(RenditionSettings.Key.PAGE).orElse(0);
    if (settings.format() == Format.MP4) {
      throw new Unrenderable("films cannot be made from files of this type");
    }
    Drawn drawn =
        switch (kind) {
          case PICTURE, EXTERNAL -> picture(file, page);
          case DRAWING -> {
            Pictures.requirePage(page, 1);
            yield drawing(Drawing.read(file));
          }
          case PDF -> page(file, page);
          case TEXT -> {
            Pictures.requirePage(page, 1);
            PdfPages pages = new PdfPages(RenditionSettings.DEFAULT_EDGE);
            BufferedImage lines = pages.of(TextLines.first(file)).image();
            yield new Drawn(lines, 1);
          }
        };
    BufferedImage shown = sized(cropped(drawn), drawn.pixelsPerUnit());
    return settings.flag(RenditionSettings.Key.WATERMARKED) ? marked(shown) : shown;
  }

  private Drawn picture(Path file, int page) throws IOException, Unrenderable {
    Picture picture = pictures.read(file, page, (reader, size) -> step(size), this::coloured);
    double longest = Math.max(picture.size().width(), picture.size().height());
    double decoded = Math.max(picture.image().getWidth(), picture.image().getHeight());
    return new Drawn(picture.image(), decoded / longest);
  }

  /** Twice as many pixels as are shown are enough, and no more than fit into memory. */
  private int step(Picture.Size size) {
    double pixels = (double) size.width() * size.height();
    int step = (int) Math.ceil(Math.sqrt(pixels / PIXELS_MAX));
    boolean whole =
        settings.number(RenditionSettings.Key.CROP_WIDTH).isEmpty()
            && settings.number(RenditionSettings.Key.CROP_HEIGHT).isEmpty();
    if (whole) {
      // either edge may come to be the width
      double box =
          Math.max(
              settings.number(RenditionSettings.Key.MAX_WIDTH).orElse(Integer.MAX_VALUE),
              settings.number(RenditionSettings.Key.MAX_HEIGHT).orElse(Integer.MAX_VALUE));
      double smallest = Math.min(size.width(), size.height());
      double shown =
          Math.min(
              box, smallest * settings.number(RenditionSettings.Key.SCALE).orElse(100) / 100.0);
      step = Math.max(step, (int) (smallest / Math.max(1, 2 * shown)));
    }
    return Math.max(1, step);
  }

  private Drawn page(Path file, int page) throws IOException, Unrenderable {
    double[] pixelsPerUnit = {1};
    BufferedImage image =
        PdfPages.page(
            file,
            page,
            (width, height) -> {
              double factor = factor(width, height, POINTS_PER_INCH);
              pixelsPerUnit[0] = factor / perUnit(POINTS_PER_INCH);
              return factor;
            });
    return new Drawn(coloured(image), pixelsPerUnit[0]);
  }

  private Drawn drawing(Drawing drawing) {
    double factor = factor(drawing.width(), drawing.height(), UNITS_PER_INCH);
    double unit = perUnit(UNITS_PER_INCH);
    return new Drawn(coloured(drawing.drawn(factor)), factor / unit);
  }

  /** How many pixels one of these units has where a resolution is asked for. */
  private double perUnit(double unitsPerInch) {
    return settings.number(RenditionSettings.Key.PPI).orElse((int) unitsPerInch) / unitsPerInch;
  }

  /** How many pixels a unit of a page or a drawing gets. */
  private double factor(double width, double height, double unitsPerInch) {
    boolean boxed =
        settings.number(RenditionSettings.Key.MAX_WIDTH).isPresent()
            || settings.number(RenditionSettings.Key.MAX_HEIGHT).isPresent();
    boolean cropped =
        settings.number(RenditionSettings.Key.CROP_WIDTH).isPresent()
            || settings.number(RenditionSettings.Key.CROP_HEIGHT).isPresent();
    double factor;
    if (settings.number(RenditionSettings.Key.PPI).isPresent() || cropped) {
      factor = perUnit(unitsPerInch);
    } else if (boxed) {
      factor =
          Math.min(
              settings.number(RenditionSettings.Key.MAX_WIDTH).orElse(Integer.MAX_VALUE) / width,
              settings.number(RenditionSettings.Key.MAX_HEIGHT).orElse(Integer.MAX_VALUE) / height);
    } else {
      factor = RenditionSettings.DEFAULT_EDGE / Math.max(width, height);
    }
    return Math.min(factor, Math.sqrt(PIXELS_MAX / (width * height)));
  }

  private BufferedImage coloured(BufferedImage image) {
    boolean transparent =
        image.getColorModel().hasAlpha()
            && settings.format() != Format.JPG
            && settings.text(RenditionSettings.Key.BACKGROUND).isEmpty();
    BufferedImage coloured =
        new BufferedImage(
            image.getWidth(),
            image.getHeight(),
            transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = coloured.createGraphics();
    if (transparent) {
      graphics.drawImage(image, 0, 0, null);
    } else {
      Color background =
          settings
              .text(RenditionSettings.Key.BACKGROUND)
              .map(hex -> Color.decode("#" + hex))
              .orElse(Color.WHITE);
      graphics.drawImage(image, 0, 0, background, null);
    }
    graphics.dispose();
    return coloured;
  }

  private BufferedImage cropped(Drawn drawn) throws Unrenderable {
    BufferedImage image = drawn.image();
    double unit = drawn.pixelsPerUnit();
    int x = (int) Math.round(settings.number(RenditionSettings.Key.CROP_OFFSET_X).orElse(0) * unit);
    int y = (int) Math.round(settings.number(RenditionSettings.Key.CROP_OFFSET_Y).orElse(0) * unit);
    if (x >= image.getWidth() || y >= image.getHeight()) {
      throw new Unrenderable(
          "the part begins outside of its %s × %s pixels"
              .formatted(
                  Math.round(image.getWidth() / unit), Math.round(image.getHeight() / unit)));
    }
    int width = length(RenditionSettings.Key.CROP_WIDTH, unit, image.getWidth() - x);
    int height = length(RenditionSettings.Key.CROP_HEIGHT, unit, image.getHeight() - y);
    return image.getSubimage(x, y, width, height);
  }

  private int length(RenditionSettings.Key key, double unit, int most) {
    return settings.number(key).isEmpty()
        ? most
        : Math.clamp(Math.round(settings.number(key).getAsInt() * unit), 1, most);
  }

  /** Fits into the box, scaled, never enlarged. */
  private BufferedImage sized(BufferedImage image, double unit) throws IOException {
    double width = image.getWidth() / Math.min(1, unit);
    double height = image.getHeight() / Math.min(1, unit);
    double ratio = settings.number(RenditionSettings.Key.SCALE).orElse(100) / 100.0;
    ratio =
        Math.min(
            ratio,
            settings.number(RenditionSettings.Key.MAX_WIDTH).orElse(Integer.MAX_VALUE) / width);
    ratio =
        Math.min(
            ratio,
            settings.number(RenditionSettings.Key.MAX_HEIGHT).orElse(Integer.MAX_VALUE) / height);
    int wide = Math.clamp(Math.round(width * ratio), 1, image.getWidth());
    int high = Math.clamp(Math.round(height * ratio), 1, image.getHeight());
    return wide == image.getWidth() && high == image.getHeight()
        ? image
        : Thumbnails.of(image).forceSize(wide, high).asBufferedImage();
  }

  private static BufferedImage marked(BufferedImage image) {
    BufferedImage marked = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
    Graphics2D graphics = marked.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    double diagonal = Math.hypot(image.getWidth(), image.getHeight());
    Font font = new Font(Font.SANS_SERIF, Font.BOLD, Math.max(8, (int) (diagonal / 8)));
    graphics.setFont(font);
    int length = graphics.getFontMetrics().stringWidth(WATERMARK);
    graphics.translate(image.getWidth() / 2.0, image.getHeight() / 2.0);
    graphics.rotate(-Math.atan2(image.getHeight(), image.getWidth()));
    graphics.setComposite(AlphaComposite.SrcOver.derive(0.45f));
    int middle = graphics.getFontMetrics().getAscent() / 3;
    graphics.setColor(Color.BLACK);
    graphics.drawString(WATERMARK, -length / 2 + 2, middle + 2);
    graphics.setColor(Color.WHITE);
    graphics.drawString(WATERMARK, -length / 2, middle);
    graphics.dispose();
    return marked;
  }

  /**
   * What was drawn of a file.
   *
   * @param pixelsPerUnit how many of its pixels stand for one of the file's
   */
  private record Drawn(BufferedImage image, double pixelsPerUnit) {}
}
