package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/**
 * The process that makes files visible. Says that it is ready with one byte, then reads one order
 * after the other from its input and answers each: a rendering with width, height, and why it could
 * not be done (empty: it was). Ends when its input does. {@link PreviewRenderer} draws previews,
 * {@link RenditionPainter} renditions.
 */
public final class RenderProcess {

  private static final String TRAINING_RUN = "training-run";

  private final Pictures pictures;
  private final PreviewRenderer previews;
  private final boolean readsOnly;

  private RenderProcess(long pixelsMax) {
    this.readsOnly = pixelsMax == 0;
    this.pictures = new Pictures(pixelsMax);
    this.previews = new PreviewRenderer(pictures);
  }

  /**
   * Runs until the input ends.
   *
   * @param args how many pixels a picture may have; or {@code training-run}: does once what it does
   *     with files, so that the launcher can keep what that loads
   */
  public static void main(String[] args) throws IOException {
    if (args[0].equals(TRAINING_RUN)) {
      TrainingRun.run(new RenderProcess(TrainingRun.PIXELS));
      return;
    }
    DataInputStream orders = new DataInputStream(System.in);
    DataOutputStream answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    // what a library prints must not come between the answers
    System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
    RenderProcess process = new RenderProcess(Long.parseLong(args[0]));
    if (process.readsOnly) {
      WarmUp.pictures();
      Thread.ofPlatform().daemon().start(WarmUp::documents);
    }
    answers.writeByte(1);
    answers.flush();
    try {
      while (true) {
        process.next(orders, answers);
      }
    } catch (EOFException served) {
      // the server has no more to ask, or is gone
    }
  }

  /** Takes the next order, and answers it. */
  void next(DataInputStream orders, DataOutputStream answers) throws IOException {
    String order = orders.readUTF();
    switch (order) {
      case "RENDER" -> render(orders, answers);
      case "READ" -> read(Path.of(orders.readUTF()), answers);
      case "RENDITION" -> rendition(orders, answers);
      case "EXTRACT" -> {
        Path file = Path.of(orders.readUTF());
        Path text = Path.of(orders.readUTF());
        read(file, answers);
        // what is known already counts, whatever becomes of the text
        answers.flush();
        answers.writeBoolean(FileDetails.text(file, text));
      }
      default -> throw new IllegalStateException(order);
    }
    answers.flush();
  }

  private void rendition(DataInputStream orders, DataOutputStream answers) throws IOException {
    Path file = Path.of(orders.readUTF());
    PreviewKind kind = PreviewKind.valueOf(orders.readUTF());
    RenditionSettings settings = RenditionSettings.parse(orders.readUTF());
    String xmp = orders.readUTF();
    Path to = Path.of(orders.readUTF());
    String refusal = "";
    try {
      BufferedImage picture = new RenditionPainter(pictures, settings).paint(file, kind);
      byte[] packet = xmp.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(xmp));
      new RenditionWriter(settings, packet).write(picture, to);
    } catch (Unrenderable told) {
      refusal = told.reason();
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      refusal = "it is damaged: " + broken;
    }
    answers.writeUTF(refusal.substring(0, Math.min(refusal.length(), 500)));
  }

  private static void read(Path file, DataOutputStream answers) throws IOException {
    byte[] read = FileDetails.values(file);
    answers.writeInt(read.length);
    answers.write(read);
  }

  private void render(DataInputStream orders, DataOutputStream answers) throws IOException {
    Path file = Path.of(orders.readUTF());
    Path preview = Path.of(orders.readUTF());
    Path thumbnail = Path.of(orders.readUTF());
    Path text = Path.of(orders.readUTF());
    PreviewKind kind = PreviewKind.valueOf(orders.readUTF());
    Picture.Size size = Picture.Size.NONE;
    String refusal = "";
    try {
      size = previews.render(file, kind, text, preview, thumbnail);
    } catch (Unrenderable told) {
      refusal = told.reason();
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      refusal = "it is damaged: " + broken;
    }
    if (!refusal.isEmpty()) {
      Files.write(text, new byte[0]);
    }
    answers.writeInt(size.width());
    answers.writeInt(size.height());
    answers.writeUTF(refusal.substring(0, Math.min(refusal.length(), 500)));
  }

  /** The training run of the start-up cache: one file of each kind that comes often is decoded. */
  private static final class TrainingRun {

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

  /** Loads what reads files before the first one comes: its time is for the file alone. */
  private static final class WarmUp {

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
}
