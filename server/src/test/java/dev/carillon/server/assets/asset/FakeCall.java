package dev.carillon.server.assets.asset;

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

/** A request as an endpoint sees it. */
final class FakeCall implements Call {

  private final Map<String, List<String>> params = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, Upload> uploads = new LinkedHashMap<>();
  private final List<JsonNode> body = new ArrayList<>();
  private Caller caller = new Caller("ann", Set.of("ROLE_USER"), Caller.Licence.PRO);

  /** A call with these parameters: name, value, name, value, … */
  static FakeCall of(String... pairs) {
    FakeCall call = new FakeCall();
    for (int i = 0; i < pairs.length; i += 2) {
      call.params.computeIfAbsent(pairs[i], name -> new ArrayList<>()).add(pairs[i + 1]);
    }
    return call;
  }

  FakeCall by(String user, String... authorities) {
    caller = new Caller(user, Set.of(authorities), Caller.Licence.PRO);
    return this;
  }

  FakeCall variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  FakeCall file(Upload upload) {
    uploads.put("Filedata", upload);
    return this;
  }

  FakeCall body(String json) {
    try {
      body.add(JsonMapper.builder().build().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return this;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String path() {
    return "/";
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
    return body.stream().findFirst();
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
    return Optional.of(caller);
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
