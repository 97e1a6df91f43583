package dev.carillon.server.assets.preview.rendering;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;

/** Draws pages: the first of a PDF, or one on which a text is set. */
record PdfPages(int edge) {

  private static final int TEXT_PAGES_MAX = 200;

  private static final float FONT_SIZE = 9;
  private static final float LEADING = 11;
  private static final float MARGIN = 36;
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /**
   * The first page of a PDF, and its words, which are written to this file.
   *
   * @throws Unrenderable where it needs a password or has no page
   */
  Picture first(Path file, Path text) throws IOException, Unrenderable {
    try (RandomAccessReadBufferedFile in = new RandomAccessReadBufferedFile(file);
        PDDocument document = PdfDetails.open(in)) {
      if (document.getNumberOfPages() == 0) {
        throw new Unrenderable("it has no pages");
      }
      words(document, text);
      return draw(document);
    } catch (InvalidPasswordException locked) {
      throw new Unrenderable("it needs a password");
    }
  }

  /**
   * A page of a PDF.
   *
   * @param scale how many pixels a point of it gets
   * @throws Unrenderable where it needs a password or has no such page
   */
  static BufferedImage page(Path file, int index, Scale scale) throws IOException, Unrenderable {
    try (RandomAccessReadBufferedFile in = new RandomAccessReadBufferedFile(file);
        PDDocument document = PdfDetails.open(in)) {
      Pictures.requirePage(index, document.getNumberOfPages());
      PDPage page = document.getPage(index);
      PDRectangle box = page.getCropBox();
      boolean turned = page.getRotation() % 180 != 0;
      double width = Math.max(1, turned ? box.getHeight() : box.getWidth());
      double height = Math.max(1, turned ? box.getWidth() : box.getHeight());
      PDFRenderer renderer = new PDFRenderer(document);
      renderer.setSubsamplingAllowed(true);
      return renderer.renderImage(index, (float) scale.of(width, height), ImageType.RGB);
    } catch (InvalidPasswordException locked) {
      throw new Unrenderable("it needs a password");
    }
  }

  private static void words(PDDocument document, Path text) throws IOException {
    try (Writer out = new TruncatedWriter(Files.newOutputStream(text), StandardCharsets.UTF_8)) {
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setEndPage(TEXT_PAGES_MAX);
      stripper.writeText(document, out);
    } catch (IOException | RuntimeException enough) {
      // there is more than is looked at, or what cannot be read: what was written is found
    }
  }

  /** A page with these lines. */
  Picture of(List<String> lines) throws IOException {
    try (PDDocument document = new PDDocument();
        InputStream ttf =
            Objects.requireNonNull(PDDocument.class.getResourceAsStream(FONT), FONT)) {
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      PDFont font = PDType0Font.load(document, ttf);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(font, FONT_SIZE);
        content.setLeading(LEADING);
        content.newLineAtOffset(MARGIN, PDRectangle.A4.getHeight() - MARGIN - FONT_SIZE);
        for (String line : lines) {
          content.showText(drawable(line, font));
          content.newLine();
        }
        content.endText();
      }
      return draw(document);
    }
  }

  private Picture draw(PDDocument document) throws IOException {
    PDRectangle box = document.getPage(0).getCropBox();
    float longest = Math.max(1, Math.max(box.getWidth(), box.getHeight()));
    PDFRenderer renderer = new PDFRenderer(document);
    renderer.setSubsamplingAllowed(true);
    BufferedImage page = renderer.renderImage(0, edge / longest, ImageType.RGB);
    return new Picture(page, Picture.Size.NONE);
  }

  /** The line with a stand-in for each character that the font has not. */
  private static String drawable(String line, PDFont font) {
    StringBuilder drawable = new StringBuilder();
    line.codePoints()
        .filter(point -> !Character.isISOControl(point))
        .forEach(point -> drawable.append(has(font, point) ? Character.toString(point) : "?"));
    return drawable.toString();
  }

  private static boolean has(PDFont font, int point) {
    try {
      return font.encode(Character.toString(point)).length > 0;
    } catch (IOException | IllegalArgumentException absent) {
      return false;
    }
  }

  /** Says how large a page is drawn. */
  @FunctionalInterface
  interface Scale {
    /** How many pixels a point gets, of a page with so many points. */
    double of(double width, double height);
  }
}
