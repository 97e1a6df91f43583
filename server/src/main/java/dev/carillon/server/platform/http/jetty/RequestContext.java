package dev.carillon.server.platform.http.jetty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.http.Upload;
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
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * One request on its way in: its route, and who sends it as far as that is known yet; and, once it
 * is let in and its body is read, the call that it makes.
 */
final class RequestContext implements Call {

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

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return path.toString();
  }

  @Override
  public String variable(String name) {
    String value = variables().get(name);
    if (value == null) {
      throw new IllegalArgumentException(route().path() + " has no {" + name + "}");
    }
    return value;
  }

  @Override
  public Params params() {
    return form.params();
  }

  @Override
  public Optional<Upload> upload(String name) {
    return form.upload(name);
  }

  @Override
  public Optional<JsonNode> json() {
    boolean formText = BodyKind.of(request) == BodyKind.FORM;
    if (form.blank() || (formText && !form.looksLikeJson())) {
      return Optional.empty();
    }
    return Optional.of(form.json());
  }

  @Override
  public <T> T compute(Supplier<T> work) {
    return form.compute(work);
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
    identify(joined("Authorization"), joined("Cookie"));
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
  long bytesMax(BodyKind kind, HttpLimits limits) {
    if (bytesMax < 0) {
      bytesMax =
          kind.bytesMax(route().access(), () -> route().guests().bytesMax(variables()), limits);
    }
    return bytesMax;
  }

  @Override
  public Caller caller() {
    return knownCaller().orElseThrow(Problem::notLoggedIn);
  }

  @Override
  public Optional<Caller> knownCaller() {
    return identity().user();
  }

  /** Who the caller is, found out now if it is not known yet. */
  @Override
  public Identity identity() {
    if (!asked && !route().forGuests()) {
      identify(joined("Authorization"), joined("Cookie"));
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
  @Override
  public boolean stillAllowed() {
    try {
      rules().check(authenticator.recognise(credentials));
      return true;
    } catch (Problem ended) {
      return false;
    }
  }

  @Override
  public Optional<String> header(String name) {
    return request.getHeaders().contains(name) ? Optional.of(joined(name)) : Optional.empty();
  }

  /** A header; where it was sent several times, all of them. */
  private String joined(String name) {
    String first = request.getHeaders().get(name);
    if (first == null) {
      return "";
    }
    int count = 0;
    for (HttpField field : request.getHeaders()) {
      count += field.is(name) ? 1 : 0;
    }
    return count == 1 ? first : joinedAll(name);
  }

  private String joinedAll(String name) {
    return request.getHeaders().getFields(name).stream()
        .map(HttpField::getValue)
        .collect(Collectors.joining(name.equalsIgnoreCase("Cookie") ? "; " : ", "));
  }

  /** Where the request comes from, as far as that can be believed. */
  ClientAddress client() {
    return arrival.client();
  }

  @Override
  public InetAddress remoteAddress() {
    return client().address();
  }

  @Override
  public boolean secure() {
    return spokenSecurely() || baseUrl().startsWith("https:");
  }

  /** By the caller: a proxy may speak another scheme with us. */
  private boolean spokenSecurely() {
    String scheme = client().scheme();
    return scheme.isEmpty() ? request.isSecure() : scheme.equals("https");
  }

  @Override
  public String baseUrl() {
    if (!arrival.serverUrl().isEmpty()) {
      return arrival.serverUrl().replaceAll("/+$", "");
    }
    boolean secure = spokenSecurely();
    String scheme = secure ? "https://" : "http://";
    if (!client().host().isEmpty()) {
      return scheme + client().host();
    }
    int port = Request.getServerPort(request);
    boolean usual = port <= 0 || port == (secure ? 443 : 80);
    return scheme + Request.getServerName(request) + (usual ? "" : ":" + port);
  }

  /** Whether a browser says that a page of another site sent this. */
  @Override
  public boolean foreign() {
    return browserOrigin().foreign();
  }

  private BrowserOrigin browserOrigin() {
    String host = client().host().isEmpty() ? joined("Host") : client().host();
    return BrowserOrigin.of(joined("Sec-Fetch-Site"), joined("Origin"), host, arrival.serverUrl());
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
    return new AccessCheck(route(), request.getMethod(), joined("X-CSRF-TOKEN"), browserOrigin());
  }

  /**
   * How a request came.
   *
   * @param client where from
   * @param serverUrl what our links start with; may be empty
   */
  record Arrival(ClientAddress client, String serverUrl) {}
}
