package dev.carillon.server.asset.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Upload;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A call with its JSON body among its parameters, as calls of the model product have it.
 *
 * @param call as it came
 * @param params all that it says
 */
record Said(Call call, Params params) implements Call {

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
