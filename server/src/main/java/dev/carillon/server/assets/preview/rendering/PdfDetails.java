package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.text.PDFTextStripper;

/** What a PDF says about itself, and its words where they can be had quickly. */
final class PdfDetails {

  /** Of longer ones the words come with the preview. */
  private static final int PAGES_MAX = 50;

  private static final Duration TEXT_TIME = Duration.ofMillis(1200);

  /** What unpacked parts of a file may take on the disk while it is open. */
  private static final long SCRATCH_BYTES_MAX = 256L << 20;

  private static final int XMP_BYTES_MAX = 4 << 20;

  private PdfDetails() {}

  static void read(Path file, FileDetails details) throws IOException {
    try (RandomAccessReadBufferedFile in = new RandomAccessReadBufferedFile(file);
        PDDocument document = open(in)) {
      details.add("numberOfPages", String.valueOf(document.getNumberOfPages()));
      PDMetadata metadata = document.getDocumentCatalog().getMetadata();
      if (metadata != null) {
        try (InputStream packet = metadata.createInputStream()) {
          XmpScan.read(packet.readNBytes(XMP_BYTES_MAX), details);
        }
      }
      PDDocumentInformation information = document.getDocumentInformation();
      details.add("title", information.getTitle());
      details.add("author", information.getAuthor());
      details.add("description", information.getSubject());
      details.add("software", information.getCreator());
      if (information.getKeywords() != null) {
        details.addAll("tags", List.of(information.getKeywords().split("[,;]")));
      }
      Calendar created = information.getCreationDate();
      if (created != null) {
        details.add("created", created.toInstant().toString());
      }
    }
  }

  static boolean text(Path file, Path text) throws IOException {
    long end = System.nanoTime() + TEXT_TIME.toNanos();
    try (RandomAccessReadBufferedFile in = new RandomAccessReadBufferedFile(file);
        PDDocument document = open(in);
        Writer out = new TruncatedWriter(Files.newOutputStream(text), StandardCharsets.UTF_8)) {
      if (document.getNumberOfPages() > PAGES_MAX) {
        return false;
      }
      PDFTextStripper stripper = new PDFTextStripper();
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        if (System.nanoTime() > end) {
          return false;
        }
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        stripper.writeText(document, out);
      }
      return true;
    } catch (TruncatedWriter.Enough enough) {
      return true;
    }
  }

  /** Opens a PDF. */
  static PDDocument open(RandomAccessReadBufferedFile in) throws IOException {
    return Loader.loadPDF(in, MemoryUsageSetting.setupTempFileOnly(SCRATCH_BYTES_MAX).streamCache);
  }
}
