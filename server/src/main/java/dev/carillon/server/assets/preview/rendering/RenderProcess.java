package dev.carillon.server.assets.preview.rendering;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that makes files visible. Says that it is ready with one byte, then reads one order
 * after the other from its input and answers each: a rendering with width, height, and why it could
 * not be done (empty: it was). Ends when its input does.
 */
public final class RenderProcess {

  private static final String TRAINING_RUN = "training-run";
  private static final int PREVIEW_EDGE = 1600;
  private static final int THUMBNAIL_EDGE = 400;

  private final Pictures pictures;
  private final PdfPages pages = new PdfPages(PREVIEW_EDGE);

  private final boolean readsOnly;

  private RenderProcess(long pixelsMax) {
    this.readsOnly = pixelsMax == 0;
    this.pictures = new Pictures(pixelsMax);
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
      Picture picture =
          switch (kind) {
            case PICTURE, EXTERNAL -> pictures.read(file);
            case PDF -> pages.first(file, text);
            case TEXT -> pages.of(TextLines.first(file));
          };
      picture.within(PREVIEW_EDGE).write(preview).within(THUMBNAIL_EDGE).write(thumbnail);
      size = picture.size();
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
}
