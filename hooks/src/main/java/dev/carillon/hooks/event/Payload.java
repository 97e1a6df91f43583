package dev.carillon.hooks.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one request's body. They are rendered once, stored, signed and sent as they are: the
 * core never looks into them.
 */
public final class Payload {

  private final byte[] bytes;

  private Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A payload of these bytes, which the caller must not change afterwards. */
  public static Payload of(byte[] bytes) {
    return new Payload(bytes);
  }

  /** A payload of this text in UTF-8. */
  public static Payload of(String text) {
    return new Payload(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy: they must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
