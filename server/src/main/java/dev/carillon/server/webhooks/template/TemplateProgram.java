package dev.carillon.server.webhooks.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/**
 * The process that runs templates. Says that it is ready with one byte, then reads one order after
 * the other (template, payload, time) and answers each: whether there is a body, and it or why
 * there is none. Ends when its input does.
 */
public final class TemplateProgram {

  private static final int LENGTH_MAX = 1 << 28;
  private static final int WARM_UPS = 20;
  private static final String EXAMPLE =
      "{\"timestamp\":1591271532123,\"type\":\"asset_update_metadata\",\"assetId\":\"a\","
          + "\"metadata\":{\"assetPath\":\"/a.jpg\",\"fileSize\":{\"value\":1,\"formatted\":\"1\"}},"
          + "\"changedMetadata\":{\"status\":{\"oldValue\":null,\"newValue\":[\"b\"]}}}";

  private final TemplateEvaluator evaluator = new TemplateEvaluator();

  private TemplateProgram() {}

  /**
   * Runs until the input ends.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    DataInputStream orders = new DataInputStream(System.in);
    DataOutputStream answers =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    // what a library prints must not come between the answers
    System.setOut(new PrintStream(System.err, true, UTF_8));
    TemplateProgram program = new TemplateProgram();
    program.warmUp();
    answers.writeByte(1);
    answers.flush();
    try {
      while (true) {
        program.next(orders, answers);
      }
    } catch (EOFException served) {
      // the server has no more to ask, or is gone
    }
  }

  private void next(DataInputStream orders, DataOutputStream answers) throws IOException {
    String template = new String(bytes(orders), UTF_8);
    byte[] payload = bytes(orders);
    long millis = orders.readLong();
    byte[] whole;
    try {
      byte[] body = evaluator.evaluate(template, payload, millis);
      answers.writeBoolean(true);
      whole = body;
    } catch (TemplateFailure failure) {
      answers.writeBoolean(false);
      answers.writeInt(failure.position());
      whole = failure.reason().getBytes(UTF_8);
    }
    answers.writeInt(whole.length);
    answers.write(whole);
    answers.flush();
  }

  /** Blocks of bytes, each behind its length. */
  static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LENGTH_MAX) {
      throw new IOException("a block of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Loads what templates need: the time of the first payload is for its template alone. */
  private void warmUp() {
    byte[] example = EXAMPLE.getBytes(UTF_8);
    for (int i = 0; i < WARM_UPS; i++) {
      for (TemplatePreset preset : TemplatePreset.ALL) {
        try {
          var _ = evaluator.evaluate(preset.template(), example, 0);
        } catch (TemplateFailure unready) {
          // the first payload loads what it needs
        }
      }
    }
  }
}
