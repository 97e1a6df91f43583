package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** The training run of the start-up cache: one file of each kind that comes often is decoded. */
final class TrainingRun {

  static final long PIXELS = 1_000_000;

  private static final String ABOUT =
      """
      <cp:coreProperties xmlns:cp="urn:c" xmlns:dc="urn:d"><dc:title>one</dc:title>\
      </cp:coreProperties>\
      """;

  private final Path folder;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final DataOutputStream orders = new DataOutputStream(written);

  private TrainingRun(Path folder) {
    this.folder = folder;
  }

  /** Reads them and makes them visible, in a folder that is gone afterwards. */
  static void run(RenderProcess process) throws IOException {
    Path folder = Files.createTempDirectory("training-run");
    try {
      new TrainingRun(folder).play(process);
    } finally {
      for (Path file : files(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void play(RenderProcess process) throws IOException {
    Path pdf = Files.write(folder.resolve("pdf"), WarmUp.document());
    extract(Files.write(folder.resolve("xmp"), WarmUp.picture()));
    extract(pdf);
    extract(office());
    render(pdf, PreviewKind.PDF);
    for (String format : List.of("jpeg", "png", "tiff")) {
      Path picture = picture(format);
      extract(picture);
      render(picture, PreviewKind.PICTURE);
    }
    DataInputStream given = new DataInputStream(new ByteArrayInputStream(written.toByteArray()));
    DataOutputStream nowhere = new DataOutputStream(OutputStream.nullOutputStream());
    while (given.available() > 0) {
      process.next(given, nowhere);
    }
  }

  private void extract(Path file) throws IOException {
    order("EXTRACT", file.toString(), made("text"));
  }

  private void render(Path file, PreviewKind kind) throws IOException {
    order("RENDER", file.toString(), made("large"), made("small"), made("text"), kind.name());
  }

  private void order(String... words) throws IOException {
    for (String word : words) {
      orders.writeUTF(word);
    }
  }

  private String made(String name) {
    return folder.resolve("made-" + name).toString();
  }

  private Path picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
    Path file = folder.resolve(format);
    ImageIO.write(image, format, file.toFile());
    return file;
  }

  private Path office() throws IOException {
    Path file = folder.resolve("office");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("docProps/core.xml", "word/document.xml")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(ABOUT.getBytes(UTF_8));
      }
    }
    return file;
  }
}
