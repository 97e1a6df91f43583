package dev.carillon.server.assets.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Upload;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A call with its JSON body among its parameters. Values of fields stand in its {@code metadata}
 * alone: what else it says beside the parameters of its own means nothing, such as the rest of a
 * folder that is sent back as it was got.
 *
 * @param call as it came
 * @param params what counts of all that it says
 */
record BodyParameters(Call call, Params params) implements Call {

  private static final String METADATA = "metadata";

  /** Of all that a call says, its metadata and these. */
  static BodyParameters of(Call call, Params all, String... own) {
    Map<String, List<String>> counting = new LinkedHashMap<>();
    Set<String> names = Set.of(own);
    all.names().stream()
        .filter(
            name ->
                names.contains(name) || name.equals(METADATA) || name.startsWith(METADATA + "["))
        .forEach(name -> counting.put(name, all.all(name)));
    return new BodyParameters(call, new Params(counting));
  }

  @Override
  public String method() {
    return call.method();
  }

  @Override
  public String path() {
    return call.path();
  }

  @Override
  public String variable(String name) {
    return call.variable(name);
  }

  @Override
  public Optional<Upload> upload(String name) {
    return call.upload(name);
  }

  @Override
  public Optional<JsonNode> json() {
    return Optional.empty();
  }

  @Override
  public Optional<String> header(String name) {
    return call.header(name);
  }

  @Override
  public Caller caller() {
    return call.caller();
  }

  @Override
  public Optional<Caller> knownCaller() {
    return call.knownCaller();
  }

  @Override
  public InetAddress remoteAddress() {
    return call.remoteAddress();
  }

  @Override
  public String baseUrl() {
    return call.baseUrl();
  }
}
