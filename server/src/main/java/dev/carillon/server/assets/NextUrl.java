package dev.carillon.server.assets;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.util.Map;
import java.util.Optional;

/** Sends a browser's form on to another page of this server instead of showing the answer. */
final class NextUrl {

  private NextUrl() {}

  /**
   * Checks the parameter before anything is changed.
   *
   * @throws Problem 400 where it leads to another server
   */
  static Optional<String> of(Call call) {
    Optional<String> url = call.params().text("nextUrl");
    url.ifPresent(
        given -> {
          boolean here = given.startsWith("/") && !given.startsWith("//");
          if (!here || given.indexOf('\\') >= 0 || given.chars().anyMatch(c -> c < ' ')) {
            throw Problem.badField("nextUrl", given, "a path on this server, such as /done.html");
          }
        });
    return url;
  }

  /** The redirection where there is one to be made, else the answer. */
  static Response orElse(Optional<String> url, Object answer) {
    return url.<Response>map(
            to -> new Response.Text(303, "text/plain; charset=UTF-8", "", Map.of("Location", to)))
        .orElseGet(() -> Response.json(answer));
  }
}
