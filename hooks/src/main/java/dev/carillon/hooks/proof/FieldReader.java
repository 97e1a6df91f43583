package dev.carillon.hooks.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link FieldWriter} wrote. Each method throws {@code IllegalArgumentException} where
 * the next field is not of its kind.
 */
final class FieldReader {

  private final ByteBuffer in;

  FieldReader(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  byte[] bytes() {
    if (in.remaining() < Integer.BYTES) {
      throw new IllegalArgumentException("a field is missing at byte " + in.position());
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("the field at byte " + in.position() + " is cut off");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  long number() {
    byte[] bytes = bytes();
    if (bytes.length != Long.BYTES) {
      throw new IllegalArgumentException(
          "a number has 8 bytes, not " + bytes.length + ", before byte " + in.position());
    }
    return ByteBuffer.wrap(bytes).getLong();
  }

  String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException unreadable) {
      throw new IllegalArgumentException(
          "the text before byte " + in.position() + " is not UTF-8", unreadable);
    }
  }

  /** Nothing follows. */
  void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes follow the last field");
    }
  }
}
