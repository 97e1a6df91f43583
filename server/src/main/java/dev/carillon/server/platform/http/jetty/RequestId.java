package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.event.Ids;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/** What a request is called: what its sender calls it, where that is a proper name, else ours. */
final class RequestId {

  static final String HEADER = "X-Request-Id";

  private static final Pattern PROPER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestId() {}

  static String of(Request request) {
    String given = request.getHeaders().get(HEADER);
    return given != null && PROPER.matcher(given).matches() ? given : Ids.random();
  }
}
