package dev.carillon.server.platform.http.jetty;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.access.AccessCheck;
import dev.carillon.server.platform.http.access.Authenticator;
import dev.carillon.server.platform.http.access.Authenticator.Credentials;
import dev.carillon.server.platform.http.access.BrowserOrigin;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.capacity.Uploader;
import dev.carillon.server.platform.http.header.ClientAddress;
import dev.carillon.server.platform.http.header.RequestPath;
import java.net.InetAddress;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** One request on its way in: its route, and who sends it as far as that is known yet. */
final class RequestContext {

  private final Request request;
  private final RequestPath path;
  private final RouteTable.Match match;
  private final FormData form;
  private final Authenticator authenticator;
  private final Arrival arrival;
  private Identity identity = new Identity.Nobody();
  private boolean asked;
  private long bytesMax = -1;
  private Credentials credentials = new Credentials("", "", "", InetAddress.getLoopbackAddress());

  RequestContext(
      Request request,
      RequestPath path,
      RouteTable.Match match,
      FormData form,
      Authenticator authenticator,
      Arrival arrival) {
    this.request = request;
    this.path = path;
    this.match = match;
    this.form = form;
    this.authenticator = authenticator;
    this.arrival = arrival;
  }

  Route route() {
    return match.route();
  }

  Map<String, String> variables() {
    return match.variables();
  }

  RequestPath path() {
    return path;
  }

  Request request() {
    return request;
  }

  /**
   * Finds out by the head who sends this, and whether they may. Who is not known yet may still be,
   * by a parameter of the body.
   *
   * @param bodyTells whether the body may hold it
   * @throws Problem 401, 403 or 429
   */
  void authenticateByHead(boolean bodyTells) {
    if (route().access() == RouteAccess.ANYONE) {
      return;
    }
    identify(header("Authorization"), header("Cookie"));
    boolean unknown = identity instanceof Identity.Nobody;
    if (!unknown || !bodyTells) {
      rules().check(identity);
    }
  }

  /**
   * Checks the caller by all that has been read so far; called again when a file begins.
   *
   * @throws Problem 401, 403 or 429
   */
  void authenticateByBody() {
    if (route().access() == RouteAccess.ANYONE || !(identity instanceof Identity.Nobody)) {
      return;
    }
    if (!form.first("authcred").isEmpty()) {
      identify("", "");
    }
    rules().check(identity);
  }

  /** How many bytes it may bring, as a body of this kind. */
  long bytesMax(RequestFilter.BodyKind kind, HttpLimits limits) {
    if (bytesMax < 0) {
      bytesMax =
          kind.bytesMax(route().access(), () -> route().guests().bytesMax(variables()), limits);
    }
    return bytesMax;
  }

  /** Who the caller is, found out now if it is not known yet. */
  Identity identity() {
    if (!asked && !route().forGuests()) {
      identify(header("Authorization"), header("Cookie"));
      rules().check(identity);
    }
    return identity;
  }

  /** Who the caller is, as far as it is known yet. */
  Identity known() {
    return identity;
  }

  /** Who sends its files: guests by their link, users by name. */
  Uploader uploader() {
    return route().forGuests()
        ? new Uploader.OfGuests(variables().getOrDefault("key", ""))
        : new Uploader.OfUser(identity.user().map(Caller::username).orElse(""));
  }

  /** Whether what let the request in would do so now. */
  boolean stillAllowed() {
    try {
      rules().check(authenticator.recognise(credentials));
      return true;
    } catch (Problem ended) {
      return false;
    }
  }

  /** A header; where it was sent several times, all of them. */
  String header(String name) {
    String separator = name.equalsIgnoreCase("Cookie") ? "; " : ", ";
    return request.getHeaders().getFields(name).stream()
        .map(HttpField::getValue)
        .collect(Collectors.joining(separator));
  }

  /** Where the request comes from, as far as that can be believed. */
  ClientAddress client() {
    return arrival.client();
  }

  /** Whether a browser says that a page of another site sent this. */
  boolean foreign() {
    return browserOrigin().foreign();
  }

  private BrowserOrigin browserOrigin() {
    String host = client().host().isEmpty() ? header("Host") : client().host();
    return BrowserOrigin.of(header("Sec-Fetch-Site"), header("Origin"), host, arrival.serverUrl());
  }

  private void identify(String authorization, String cookie) {
    asked = true;
    credentials =
        new Credentials(authorization, cookie, form.first("authcred"), client().address());
    if (!credentials.none()) {
      identity = authenticator.identify(credentials);
    }
  }

  private AccessCheck rules() {
    return new AccessCheck(route(), request.getMethod(), header("X-CSRF-TOKEN"), browserOrigin());
  }

  /**
   * How a request came.
   *
   * @param client where from
   * @param serverUrl what our links start with; may be empty
   */
  record Arrival(ClientAddress client, String serverUrl) {}
}
