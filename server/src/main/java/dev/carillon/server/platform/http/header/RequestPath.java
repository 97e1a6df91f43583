package dev.carillon.server.platform.http.header;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request: decoded, without path parameters ({@code ;jsessionid=…}), without empty
 * segments, and without {@code /app} in front.
 *
 * @param segments its pieces; a piece may hold a slash that was sent as {@code %2F}
 */
public record RequestPath(List<String> segments) {

  public RequestPath {
    segments = List.copyOf(segments);
  }

  /** Reads a path as it was sent. */
  public static RequestPath of(String raw) {
    List<String> segments = new ArrayList<>();
    for (String piece : raw.split("/", -1)) {
      int parameters = piece.indexOf(';');
      String segment = PercentCode.path(parameters < 0 ? piece : piece.substring(0, parameters));
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    if (!segments.isEmpty() && segments.getFirst().equals("app")) {
      segments.removeFirst();
    }
    return new RequestPath(segments);
  }

  /** Whether a piece of it would lead upwards. */
  public boolean climbs() {
    return segments.contains("..") || segments.contains(".");
  }

  @Override
  public String toString() {
    return "/" + String.join("/", segments);
  }
}
