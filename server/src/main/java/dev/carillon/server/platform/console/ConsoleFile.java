package dev.carillon.server.platform.console;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the console, as it is sent.
 *
 * @param etag without quotes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way out; nobody compares them
record ConsoleFile(String contentType, byte[] bytes, byte[] compressed, String etag) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+){1,9}");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "css", "text/css;charset=UTF-8",
          "svg", "image/svg+xml",
          "txt", "text/plain;charset=UTF-8");

  /**
   * Reads a file of the console's jar.
   *
   * @param folder where in the console it is: empty, or with a slash at its end
   * @throws Problem 404 where there is none of this name
   */
  static ConsoleFile read(String folder, String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      throw Problem.notFound("file", name);
    }
    try (InputStream in =
        ConsoleFile.class.getResourceAsStream("/dev/carillon/console/" + folder + name)) {
      if (in == null) {
        throw Problem.notFound("file", name);
      }
      byte[] bytes = in.readAllBytes();
      return new ConsoleFile(type, bytes, compressed(bytes), digest(bytes));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    return Digests.sha256(bytes).substring(0, 24);
  }
}
