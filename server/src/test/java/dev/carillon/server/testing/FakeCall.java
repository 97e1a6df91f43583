package dev.carillon.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request as a handler sees it, without any HTTP. */
public final class FakeCall implements Call {

  private final String method;
  private final String path;
  private final Map<String, List<String>> params = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private @Nullable JsonNode body;
  private @Nullable Caller caller;

  /** One without credentials. */
  public FakeCall(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /** A call by an ordinary user with these parameters: name, value, name, value, … */
  public static FakeCall of(String... pairs) {
    FakeCall call = new FakeCall("POST", "/").by("ann", "ROLE_USER");
    for (int i = 0; i < pairs.length; i += 2) {
      call.params.computeIfAbsent(pairs[i], name -> new ArrayList<>()).add(pairs[i + 1]);
    }
    return call;
  }

  public FakeCall by(String user, String... authorities) {
    caller = new Caller(user, Set.of(authorities), Caller.Licence.PRO);
    return this;
  }

  public FakeCall variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  public FakeCall file(Upload upload) {
    uploads.put("Filedata", upload);
    return this;
  }

  public FakeCall body(String json) {
    try {
      return body(JsonMapper.builder().build().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public FakeCall body(@Nullable JsonNode json) {
    body = json;
    return this;
  }

  /** The same with the parameters of this query, in which nothing is encoded. */
  public FakeCall query(String query) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        params
            .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
            .add(pair.substring(equals + 1));
      }
    }
    return this;
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
    return new Params(params);
  }

  @Override
  public Optional<Upload> upload(String name) {
    return Optional.ofNullable(uploads.get(name));
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
    return knownCaller().orElseThrow(Problem::notLoggedIn);
  }

  @Override
  public Optional<Caller> knownCaller() {
    return Optional.ofNullable(caller);
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
