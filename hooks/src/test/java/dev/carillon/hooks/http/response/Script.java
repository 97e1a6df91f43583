package dev.carillon.hooks.http.response;

import dev.carillon.hooks.delivery.ReceiverResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes of a response that arrive in pieces, and what the reader makes of them. */
final class Script implements ByteSource {

  private final byte[] bytes;
  private final List<Integer> cuts;
  private int at;
  int reads;

  /**
   * A connection that ends behind these bytes.
   *
   * @param cuts lengths of the pieces, used again and again
   */
  Script(byte[] bytes, List<Integer> cuts) {
    this.bytes = bytes;
    this.cuts = cuts;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (at == bytes.length) {
      return -1;
    }
    int piece = cuts.isEmpty() ? length : cuts.get(reads % cuts.size());
    reads++;
    int count = Math.min(Math.min(piece, length), bytes.length - at);
    System.arraycopy(bytes, at, into, from, count);
    at += count;
    return count;
  }

  /** How many bytes were read. */
  int taken() {
    return at;
  }

  /** The response, or the fault's class, as text that can be compared. */
  String outcome() {
    ResponseReader reader = new ResponseReader(this);
    try {
      ReceiverResponse response = reader.read();
      return response + " reusable=" + reader.reusable();
    } catch (ResponseFault fault) {
      return fault.errorClass().text();
    } catch (IOException other) {
      throw new AssertionError("only classified faults", other);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Script whole(String text) {
    return new Script(bytes(text), List.of());
  }
}
