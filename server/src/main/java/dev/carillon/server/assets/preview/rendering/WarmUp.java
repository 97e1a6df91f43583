package dev.carillon.server.assets.preview.rendering;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/** Loads what reads files before the first one comes: its time is for the file alone. */
final class WarmUp {

  private static final String PACKET =
      "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
          + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>";

  private WarmUp() {}

  /** A picture of nothing that says nothing. */
  static void pictures() {
    read(picture());
  }

  /** A page of nothing. */
  static void documents() {
    try {
      read(document());
    } catch (IOException unready) {
      // the first file loads what it needs
    }
  }

  static byte[] picture() {
    byte[] packet = PACKET.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe1, 0});
    jpeg.write(packet.length + 2);
    jpeg.writeBytes(packet);
    jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});
    return jpeg.toByteArray();
  }

  static byte[] document() throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      ByteArrayOutputStream pdf = new ByteArrayOutputStream();
      document.save(pdf);
      return pdf.toByteArray();
    }
  }

  private static void read(byte[] content) {
    try {
      Path file = Files.createTempFile("warm", null);
      Path text = Files.createTempFile("warm", null);
      try {
        Files.write(file, content);
        FileDetails.values(file);
        var _ = FileDetails.text(file, text);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(text);
      }
    } catch (IOException unready) {
      // the first file loads what it needs
    }
  }
}
