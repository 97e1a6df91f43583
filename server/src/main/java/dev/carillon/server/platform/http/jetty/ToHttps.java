package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/** Answers requests in the clear where https is spoken: pages are sent on, all else is refused. */
final class ToHttps {

  private static final int PERMANENT_REDIRECT = 308;
  private static final int HTTPS_PORT = 443;

  private ToHttps() {}

  /**
   * Sends a reader on. Who brings a body or a password has said it in the clear already: that is
   * not to be repeated unnoticed.
   *
   * @param serverUrl what links start with; empty where that is not set
   * @param port where https is spoken
   * @throws Problem 403 for all but GET and HEAD
   */
  static Response answer(Request request, String serverUrl, int port) {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new Problem(403, "HttpsOnly", "This server is called by https only");
    }
    String base =
        serverUrl.isEmpty()
            ? "https://" + Request.getServerName(request) + (port == HTTPS_PORT ? "" : ":" + port)
            : serverUrl;
    return new Response.Text(
        PERMANENT_REDIRECT,
        "text/plain;charset=UTF-8",
        "This server is called by https only.\n",
        Map.of("Location", base + request.getHttpURI().getPathQuery()));
  }
}
