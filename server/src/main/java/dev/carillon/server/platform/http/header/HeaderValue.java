package dev.carillon.server.platform.http.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header such as {@code form-data; name="f"; filename=a.jpg}. Spaces around the equals sign,
 * missing quotes and unfinished quotes are no obstacle.
 *
 * @param value what stands before the first semicolon, lower case
 * @param params the rest; names are lower case, the first of a name counts
 */
public record HeaderValue(String value, Map<String, String> params) {

  public HeaderValue {
    params = Map.copyOf(params);
  }

  /** Reads a header's value. */
  public static HeaderValue of(String header) {
    int end = semicolon(header, 0);
    String value = header.substring(0, end).strip().toLowerCase(Locale.ROOT);
    Map<String, String> params = new LinkedHashMap<>();
    while (end < header.length()) {
      int from = end + 1;
      end = semicolon(header, from);
      String param = header.substring(from, end);
      int equals = param.indexOf('=');
      if (equals > 0) {
        params.putIfAbsent(
            param.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            unquoted(param.substring(equals + 1).strip()));
      }
    }
    return new HeaderValue(value, params);
  }

  /** A parameter's value. */
  public Optional<String> param(String name) {
    return Optional.ofNullable(params.get(name));
  }

  /** The file's name, {@code filename*} first, without any folders. */
  public Optional<String> filename() {
    return param("filename*")
        .flatMap(HeaderValue::extended)
        .or(() -> param("filename"))
        .map(HeaderValue::withoutFolders);
  }

  /** The text of {@code UTF-8''…}. */
  private static Optional<String> extended(String value) {
    int text = value.indexOf('\'', value.indexOf('\'') + 1);
    return text < 0 ? Optional.empty() : Optional.of(PercentCode.path(value.substring(text + 1)));
  }

  private static String withoutFolders(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** Where the next semicolon outside quotes is, or the end. */
  private static int semicolon(String header, int from) {
    boolean quoted = false;
    for (int i = from; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"' && (i == from || header.charAt(i - 1) != '\\')) {
        quoted = !quoted && header.indexOf('"', i + 1) > 0;
      } else if (c == ';' && !quoted) {
        return i;
      }
    }
    return header.length();
  }

  /** Without the quotes. A backslash is kept unless it hides a quote: old browsers send folders. */
  private static String unquoted(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    int end = value.length() > 1 && value.endsWith("\"") ? value.length() - 1 : value.length();
    return value.substring(1, end).replace("\\\"", "\"");
  }

  /** A {@code Content-Disposition} for this file name, in plain ASCII (RFC 6266, RFC 5987). */
  public static String disposition(boolean attachment, String filename) {
    StringBuilder plain = new StringBuilder();
    filename
        .codePoints()
        .map(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c)
        .forEach(plain::appendCodePoint);
    String wellFormed = new String(filename.getBytes(UTF_8), UTF_8);
    return (attachment ? "attachment" : "inline")
        + "; filename=\""
        + plain
        + "\"; filename*=UTF-8''"
        + PercentCode.encoded(wellFormed);
  }
}
