package dev.carillon.server.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.samples.NodeProject;
import dev.carillon.server.testing.FakeCall;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path home;
  private static Server server;

  @BeforeAll
  static void start() throws Exception {
    server =
        Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theDescriptionIsServedInBothForms() throws Exception {
    HttpResponse<String> json = Contract.hold(get("/openapi.json"));
    assertThat(JSON.readTree(json.body())).isEqualTo(JSON.readTree(Contract.DOCUMENT.toString()));
    HttpResponse<String> yaml = Contract.hold(get("/openapi.yaml"));
    assertThat(yaml.body()).contains("openapi: 3.1.0").contains("operationId: search");
    Object read = new org.yaml.snakeyaml.Yaml().load(yaml.body());
    assertThat(JSON.readTree(JSON.writeValueAsString(read)))
        .isEqualTo(JSON.readTree(Contract.DOCUMENT.toString()));
  }

  /** Thousands of slow readers, who need no log-in, are sent the same bytes. */
  @Test
  void whatAnybodyMayAskForIsMadeOnce() {
    int looked = 0;
    for (Route route : server.routes().all()) {
      if (Set.of("/openapi.json", "/openapi.yaml", "/api-docs").contains(route.path())) {
        assertThat(bytes(route)).isSameAs(bytes(route));
        looked++;
      }
    }
    assertThat(looked).isEqualTo(3);
  }

  private static byte[] bytes(Route route) {
    return ((Response.Bytes) route.handler().answer(new FakeCall("GET", "/api/any"))).body();
  }

  @Test
  void thereIsNothingToWarnOf() throws Exception {
    NodeProject.install();
    Path file = Files.writeString(home.resolve("openapi.json"), get("/openapi.json").body());
    String printed =
        NodeProject.run(
            List.of(
                "node_modules/.bin/redocly",
                "lint",
                "--extends=recommended",
                // it knows no form that goes on to a page; OpenApiTest asks for 2xx or 303 instead
                "--skip-rule=operation-2xx-response",
                "--format=json",
                file.toString()),
            "");
    JsonNode found = JSON.readTree(printed.substring(printed.indexOf("\n{") + 1));
    assertThat(found.path("totals").path("errors").asInt(-1)).as(printed).isZero();
    assertThat(found.path("totals").path("warnings").asInt(-1)).as(printed).isZero();
  }

  @Test
  @Tag("long")
  void aBrowserShowsItAndBreaksNoRule() throws Exception {
    NodeProject.install();
    String printed = NodeProject.run(List.of("node", "viewer.mjs", server.url()), "").strip();
    JsonNode seen = JSON.readTree(printed);
    assertThat(seen.path("faults")).as(printed).isEmpty();
    assertThat(seen.path("elsewhere")).as(printed).isEmpty();
    assertThat(seen.path("sections").valueStream().map(JsonNode::asText))
        .contains("Login", "Search", "Webhooks", "Event types");
    JsonNode opened = seen.path("opened");
    assertThat(opened.path(0).asText()).contains("Finds assets").contains("Lucene");
    assertThat(opened.path(1).asText())
        .contains("how many of them can be redelivered or cancelled");
    assertThat(opened.path(2).asText()).contains("X-Hook-Signature").contains("changedMetadata");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            BodyHandlers.ofString());
  }
}
