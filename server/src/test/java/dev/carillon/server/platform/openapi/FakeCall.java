package dev.carillon.server.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Upload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that was read already. */
record FakeCall(String query, @Nullable JsonNode body) implements Call {

  @Override
  public String method() {
    return body == null ? "GET" : "POST";
  }

  @Override
  public String path() {
    return "/api/any";
  }

  @Override
  public String variable(String name) {
    throw new IllegalArgumentException(name);
  }

  @Override
  public Params params() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
            .add(pair.substring(equals + 1));
      }
    }
    return new Params(values);
  }

  @Override
  public Optional<Upload> upload(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<JsonNode> json() {
    return Optional.ofNullable(body);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.empty();
  }

  @Override
  public Caller caller() {
    throw Problem.notLoggedIn();
  }

  @Override
  public Optional<Caller> knownCaller() {
    return Optional.empty();
  }

  @Override
  public InetAddress remoteAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public String baseUrl() {
    return "http://localhost";
  }
}
