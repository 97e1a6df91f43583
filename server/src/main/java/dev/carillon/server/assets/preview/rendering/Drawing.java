package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.parser.resources.ResourcePolicy;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is drawn of an SVG file. Only what is in the file itself is drawn: nothing that it refers to
 * is looked up, and no script in it runs.
 */
record Drawing(SVGDocument document, double width, double height) {

  private static final long BYTES_MAX = 32 << 20;
  private static final String TYPE = "<!DOCTYPE";

  /** How deep elements lie in each other, and uses of elements, and how long a path may be. */
  private static final DocumentLimits LIMITS = new DocumentLimits(200, 30, 1_000_000);

  /**
   * Reads a drawing.
   *
   * @throws Unrenderable where it is none, is too large, or declares what would have to be expanded
   */
  static Drawing read(Path file) throws IOException, Unrenderable {
    long bytes = Files.size(file);
    if (bytes > BYTES_MAX) {
      throw new Unrenderable("it has " + bytes + " bytes; at most " + BYTES_MAX + " are drawn");
    }
    byte[] plain = withoutType(Files.readAllBytes(file));
    LoaderContext nothingElse =
        LoaderContext.builder()
            .externalResourcePolicy(ResourcePolicy.DENY_EXTERNAL)
            .documentLimits(LIMITS)
            .build();
    SVGDocument document = new SVGLoader().load(new ByteArrayInputStream(plain), null, nothingElse);
    if (document == null) {
      throw new Unrenderable("it is no drawing that can be read");
    }
    FloatSize size = document.size();
    if (!(size.width > 0 && size.height > 0)) {
      throw new Unrenderable("it has no size");
    }
    return new Drawing(document, size.width, size.height);
  }

  /**
   * Its type, which says nothing that is needed, is blanked out: parsers look for what it names.
   * One that declares entities is refused.
   */
  private static byte[] withoutType(byte[] file) throws Unrenderable {
    String text = new String(file, ISO_8859_1);
    int from = text.indexOf(TYPE);
    if (from < 0) {
      return file;
    }
    int to = text.indexOf('>', from);
    int declarations = text.indexOf('[', from);
    if (to < 0 || (declarations >= 0 && declarations < to)) {
      throw new Unrenderable("it declares entities, which are not read");
    }
    return (text.substring(0, from) + " ".repeat(to + 1 - from) + text.substring(to + 1))
        .getBytes(ISO_8859_1);
  }

  /** So large that the longest edge has so many pixels, on white. */
  Picture within(int edge) {
    return new Picture(Picture.opaque(drawn(edge / Math.max(width, height))), Picture.Size.NONE);
  }

  /**
   * Drawn on nothing.
   *
   * @param scale how many pixels a unit of it gets
   */
  BufferedImage drawn(double scale) {
    int wide = (int) Math.max(1, Math.round(width * scale));
    int high = (int) Math.max(1, Math.round(height * scale));
    BufferedImage image = new BufferedImage(wide, high, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    document.renderWithPlatform(
        NullPlatformSupport.INSTANCE, graphics, new ViewBox(0, 0, wide, high));
    graphics.dispose();
    return image;
  }
}
