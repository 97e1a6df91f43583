package dev.carillon.server.platform.http.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.access.Authenticator;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.header.ClientAddress;
import dev.carillon.server.platform.http.header.FormText;
import dev.carillon.server.platform.http.header.RequestPath;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/** Looks at the head of a request: is it one that we answer, by which route, sent by whom. */
record RequestFilter(RouteTable routes, Authenticator authenticator, HttpConfig config) {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /**
   * Accepts a request that has a route; who sends it is asked next. The parameters of the query are
   * in the form then.
   *
   * @throws Problem 400, 404, 405, 415 or 501
   */
  RequestContext open(Request request, RequestPath path, FormData form, ClientAddress client) {
    checkHead(request, path);
    RouteTable.Match match = routes.find(request.getMethod(), path);
    String query = request.getHttpURI().getQuery();
    if (query != null) {
      FormText.read(query.getBytes(UTF_8), form::add);
    }
    return new RequestContext(
        request,
        path,
        match,
        form,
        authenticator,
        new RequestContext.Arrival(client, config.serverUrl().get()));
  }

  /**
   * Checks who sends it, before the body is read.
   *
   * @throws Problem 401, 403, 413 or 429
   */
  void check(RequestContext context) {
    checkLength(context.request(), context);
    context.authenticateByHead(mayNameItsUser(context.request(), context));
  }

  /**
   * Whether the body may say who sends it: a form, or a small JSON body that holds parameters. What
   * else comes without a login is not even read.
   */
  private boolean mayNameItsUser(Request request, RequestContext context) {
    if (BodyKind.of(request) != BodyKind.OTHER) {
      return true;
    }
    long length = request.getLength();
    return context.route().takesParameters()
        && RequestBody.contentType(request).value().equals("application/json")
        && length > 0
        && length <= config.limits().openBodyBytesMax();
  }

  /**
   * Where a request comes from.
   *
   * @throws Problem 400 where two headers disagree, or name too many proxies
   */
  ClientAddress client(Request request) {
    InetAddress peer =
        request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress ip
            ? ip.getAddress()
            : InetAddress.getLoopbackAddress();
    UnaryOperator<String> header =
        name -> String.join(", ", request.getHeaders().getValuesList(name));
    Optional<String> tooLong = config.proxies().tooLong(peer, header);
    if (tooLong.isPresent()) {
      throw Problem.badRequest(
          ("The header %s names more than %s proxies: configure the first trusted proxy to"
                  + " replace the header")
              .formatted(tooLong.get(), TrustedProxies.HOPS_MAX));
    }
    if (!config.proxies().trusted(peer)) {
      TrustedProxies.signOf(request.getHeaders().getFieldNamesCollection())
          .ifPresent(config.undeclared());
    }
    return config
        .proxies()
        .client(peer, header)
        .orElseThrow(
            () ->
                Problem.badRequest(
                    "The request has both Forwarded and X-Forwarded headers, which may"
                        + " contradict each other: configure the proxy to remove those that"
                        + " it does not set itself"));
  }

  private static void checkHead(Request request, RequestPath path) {
    String method = request.getMethod();
    if (method.equals("TRACE")) {
      throw Problem.methodNotAllowed(method, "GET, HEAD, POST");
    }
    if (!METHODS.contains(method)) {
      throw new Problem(501, "NotImplemented", "The method of this request is unknown");
    }
    boolean old = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
    if (old && request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      throw Problem.badRequest("HTTP/1.0 has no Transfer-Encoding");
    }
    if (path.climbs()) {
      throw Problem.badRequest("A path may not contain '.' or '..' as a segment");
    }
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Problem(
          415, "UnsupportedMediaType", "Bodies with a Content-Encoding are not supported");
    }
  }

  private void checkLength(Request request, RequestContext context) {
    BodyKind kind = BodyKind.of(request, context.route());
    if (request.getLength() > context.bytesMax(kind, config.limits())) {
      throw Problem.tooLarge("The body is larger than this request allows");
    }
  }
}
