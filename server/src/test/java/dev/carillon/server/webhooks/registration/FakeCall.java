package dev.carillon.server.webhooks.registration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Upload;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request that came in without any HTTP. */
final class FakeCall implements Call {

  private final String method;
  private final String path;
  private final Map<String, String> variables;
  private final Optional<JsonNode> body;

  FakeCall(String method, String path, Map<String, String> variables, Optional<JsonNode> body) {
    this.method = method;
    this.path = path;
    this.variables = variables;
    this.body = body;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  @Override
  public Params params() {
    return new Params(Map.of());
  }

  @Override
  public Optional<Upload> upload(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<JsonNode> json() {
    return body;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.empty();
  }

  @Override
  public Caller caller() {
    return new Caller("root", Set.of("ROLE_SUPERUSER"), Caller.Licence.PRO);
  }

  @Override
  public Optional<Caller> knownCaller() {
    return Optional.of(caller());
  }

  @Override
  public InetAddress remoteAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public String baseUrl() {
    return "http://localhost:8080";
  }
}
