package dev.carillon.hooks.http.response;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The values of those fields of a response that its reader has to understand. */
final class Fields {

  private static final int LENGTH_DIGITS_MAX = 18;

  private Fields() {}

  /** Whether a comma-separated list has this element, in any case. */
  static boolean hasToken(String list, String token) {
    if (list.equalsIgnoreCase(token)) {
      return true;
    }
    for (String element : list.split(",", -1)) {
      if (element.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /** A Content-Length; several equal ones in one line are one (RFC 9110, section 8.6). */
  static long length(String value) throws ResponseFault {
    if (value.indexOf(',') < 0) {
      return digits(value);
    }
    long told = ResponseHead.UNTOLD;
    for (String element : value.split(",", -1)) {
      long next = digits(element.strip());
      if (told != ResponseHead.UNTOLD && told != next) {
        throw ResponseFault.badHttp("two different values of Content-Length");
      }
      told = next;
    }
    return told;
  }

  private static long digits(String text) throws ResponseFault {
    long value = 0;
    int length = text.length();
    if (length == 0 || length > LENGTH_DIGITS_MAX) {
      throw ResponseFault.badHttp("an invalid Content-Length");
    }
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw ResponseFault.badHttp("an invalid Content-Length");
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Whether the last of the transfer codings is chunked, which may stand there once only. */
  static boolean chunked(String codings) throws ResponseFault {
    String[] names = codings.split(",", -1);
    for (int i = 0; i < names.length - 1; i++) {
      if (names[i].strip().equalsIgnoreCase("chunked")) {
        throw ResponseFault.badHttp("a transfer coding after chunked");
      }
    }
    return names[names.length - 1].strip().equalsIgnoreCase("chunked");
  }

  /** The {@code timeout} of a Keep-Alive field, which no standard defines but many send. */
  static long keepAliveSeconds(String value, long otherwise) {
    for (String element : value.split(",", -1)) {
      String parameter = element.strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("timeout=")) {
        try {
          return Math.clamp(Integer.parseInt(parameter.substring(8).strip()), 0, otherwise);
        } catch (NumberFormatException nonsense) {
          return otherwise;
        }
      }
    }
    return otherwise;
  }

  /** The charset that a Content-Type names, where there is one and we have it; else UTF-8. */
  static Charset charset(String contentType) {
    int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = contentType.substring(at + 8);
    int end = name.indexOf(';');
    name = (end < 0 ? name : name.substring(0, end)).strip();
    if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
      name = name.substring(1, name.length() - 1);
    }
    if (name.equalsIgnoreCase("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }
}
