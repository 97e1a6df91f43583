package dev.carillon.server.platform.http.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Signs that a request came through a proxy, whether or not it is believed. */
public final class UndeclaredProxy {

  private static final List<String> NAMES = List.of("forwarded", "via", "x-real-ip");
  private static final String PREFIX = "x-forwarded";

  private UndeclaredProxy() {}

  /** The first header among these that only proxies write. */
  public static Optional<String> sign(Iterable<String> headers) {
    for (String header : headers) {
      String name = header.toLowerCase(Locale.ROOT);
      if (NAMES.contains(name) || name.startsWith(PREFIX)) {
        return Optional.of(header);
      }
    }
    return Optional.empty();
  }
}
