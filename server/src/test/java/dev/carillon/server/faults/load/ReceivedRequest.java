package dev.carillon.server.faults.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What the receiver wants to know of a request.
 *
 * @param path without the leading slash
 * @param delivery the {@code webhook-id}
 * @param body its text
 */
public record ReceivedRequest(String path, String delivery, String body) {

  /** Reads one request, its body included. */
  static ReceivedRequest read(InputStream in) throws IOException {
    String request = line(in);
    String path = request.substring(request.indexOf('/') + 1, request.lastIndexOf(' '));
    String delivery = "";
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      } else if (lower.startsWith("webhook-id:")) {
        delivery = line.substring(11).strip();
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    return new ReceivedRequest(path, delivery, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
