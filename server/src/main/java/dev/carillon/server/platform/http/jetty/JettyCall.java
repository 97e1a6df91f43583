package dev.carillon.server.platform.http.jetty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.http.body.FormData;
import dev.carillon.server.platform.http.header.ClientAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** A request that was let in. */
record JettyCall(RequestContext context, FormData form, String serverUrl) implements Call {

  @Override
  public String method() {
    return context.request().getMethod();
  }

  @Override
  public String path() {
    return context.path().toString();
  }

  @Override
  public String variable(String name) {
    String value = context.variables().get(name);
    if (value == null) {
      throw new IllegalArgumentException(context.route().path() + " has no {" + name + "}");
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
    boolean formText = RequestFilter.BodyKind.of(context.request()) == RequestFilter.BodyKind.FORM;
    if (form.blank() || (formText && !form.looksLikeJson())) {
      return Optional.empty();
    }
    return Optional.of(form.json());
  }

  @Override
  public Optional<String> header(String name) {
    return context.request().getHeaders().contains(name)
        ? Optional.of(context.header(name))
        : Optional.empty();
  }

  @Override
  public Caller caller() {
    return knownCaller().orElseThrow(Problem::notLoggedIn);
  }

  @Override
  public Optional<Caller> knownCaller() {
    return identity().user();
  }

  @Override
  public Identity identity() {
    return context.identity();
  }

  @Override
  public boolean stillAllowed() {
    return context.stillAllowed();
  }

  @Override
  public boolean foreign() {
    return context.foreign();
  }

  @Override
  public InetAddress remoteAddress() {
    return context.client().address();
  }

  @Override
  public <T> T compute(Supplier<T> work) {
    return form.compute(work);
  }

  @Override
  public boolean secure() {
    return spokenSecurely() || baseUrl().startsWith("https:");
  }

  /** By the caller: a proxy may speak another scheme with us. */
  private boolean spokenSecurely() {
    String scheme = client().scheme();
    return scheme.isEmpty() ? context.request().isSecure() : scheme.equals("https");
  }

  private ClientAddress client() {
    return context.client();
  }

  @Override
  public String baseUrl() {
    if (!serverUrl.isEmpty()) {
      return serverUrl.replaceAll("/+$", "");
    }
    Request request = context.request();
    ClientAddress client = client();
    boolean secure = spokenSecurely();
    String scheme = secure ? "https://" : "http://";
    if (!client.host().isEmpty()) {
      return scheme + client.host();
    }
    int port = Request.getServerPort(request);
    boolean usual = port <= 0 || port == (secure ? 443 : 80);
    return scheme + Request.getServerName(request) + (usual ? "" : ":" + port);
  }
}
