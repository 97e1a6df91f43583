package dev.carillon.server.platform.http.header;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Files inside a text: {@code data:image/png;base64,…}. */
public final class DataUri {

  private DataUri() {}

  /** Whether a text that begins with these bytes may be such a URI. */
  public static boolean begins(byte[] bytes) {
    return bytes.length >= 5 && new String(bytes, 0, 5, US_ASCII).equalsIgnoreCase("data:");
  }

  /** The file's bytes, where the text is such a URI. */
  public static Optional<byte[]> bytes(String text) {
    int comma = text.indexOf(',');
    if (comma < 0 || !text.regionMatches(true, 0, "data:", 0, 5)) {
      return Optional.empty();
    }
    String data = text.substring(comma + 1);
    if (text.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
      return base64(data);
    }
    return Optional.of(PercentCode.path(data).getBytes(UTF_8));
  }

  /** Base-64 that lost its plus signs on the way through a form is understood too. */
  private static Optional<byte[]> base64(String data) {
    try {
      String whole = PercentCode.path(data).replace(' ', '+');
      return Optional.of(Base64.getMimeDecoder().decode(whole));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
