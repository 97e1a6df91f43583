package dev.carillon.server.platform.http.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/** Bytes of unknown origin, made text. */
public final class LenientText {

  /** What stands where bytes are none of UTF-8, unless it was sent as such. */
  private static final char REPLACED = '\uFFFD';

  private LenientText() {}

  /** The text, where the bytes are correct UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    if (text.indexOf(REPLACED) < 0) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  /** The text as UTF-8 where it is, else as Latin-1, which any bytes are. */
  public static String text(byte[] bytes) {
    return utf8(bytes).orElseGet(() -> new String(bytes, ISO_8859_1));
  }
}
