package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.http.address.TargetUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request as responses show it.
 *
 * @param url where it went
 * @param line its first line; empty where the URL is one that nothing can be sent to
 * @param headers in the order they were sent; secrets are masked
 * @param made how much is known of what it was made of
 */
public record ShownRequest(String url, String line, List<Header> headers, Made made) {

  /** Stands for the value of a custom header. */
  private static final String MASK = "********";

  /** Stands for the header that the sender adds to a request that logs in. */
  private static final Header LOGIN = new Header("Authorization", "Bearer (hidden)");

  public ShownRequest {
    headers = List.copyOf(headers);
  }

  /**
   * A request as it is written.
   *
   * @param secret the names of headers whose values are not shown
   */
  public static ShownRequest of(SignedRequest request, Collection<String> secret, Made made) {
    String line = "";
    String host = "";
    try {
      TargetUrl target = TargetUrl.parse(request.url());
      line = "POST " + target.requestTarget() + " HTTP/1.1";
      host = target.hostHeader();
    } catch (IllegalArgumentException malformed) {
      // such a one is never sent
    }
    Set<String> masked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    masked.addAll(secret);
    List<Header> headers = new ArrayList<>();
    if (request.url().isEmpty()) {
      return new ShownRequest("", "", masked(request.headers(), masked), made);
    }
    headers.add(new Header("Host", host));
    headers.add(new Header("Connection", "keep-alive"));
    headers.addAll(masked(request.headers(), masked));
    if (!request.login().none()) {
      headers.add(LOGIN);
    }
    headers.add(new Header("Content-Length", Integer.toString(request.payload().length())));
    return new ShownRequest(request.url(), line, headers, made);
  }

  private static List<Header> masked(List<Header> headers, Set<String> secret) {
    return headers.stream()
        .map(header -> secret.contains(header.name()) ? new Header(header.name(), MASK) : header)
        .toList();
  }

  /** How much is known of what a request was made of. */
  public sealed interface Made {

    /** The request itself was at hand. */
    record AsSent() implements Made {}

    /** A revision of the webhook that was kept: what is shown is what was sent. */
    record OfRevision(int revision) implements Made {}

    /** The webhook as it is today: it may have looked otherwise. */
    record OfToday() implements Made {}
  }
}
