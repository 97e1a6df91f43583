package dev.carillon.server.addressguard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A URL that leads nowhere.
 *
 * @param url with the port of a listener in its place
 * @param address whether it is the guard that refuses it, and not the parser
 * @param words that the refusal says
 */
record UrlRow(String url, boolean address, String words) {

  static List<UrlRow> table(int port) {
    return lines("urls.csv").skip(1).map(line -> of(line.split("\\|", -1), port)).toList();
  }

  private static UrlRow of(String[] cells, int port) {
    String url =
        cells[0]
            .replace("{port}", Integer.toString(port))
            .replace("{long}", "a".repeat(5000))
            .replace("\\t", "\t")
            .replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace("\\0", "\0");
    return new UrlRow(url, cells[1].equals("address"), cells[2]);
  }

  /** The lines of a table, its remarks left out. */
  static java.util.stream.Stream<String> lines(String file) {
    try (InputStream in = Objects.requireNonNull(UrlRow.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
