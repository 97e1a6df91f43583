package dev.carillon.server.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.http.Routes.Route;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {

  private static final JsonNode DOCUMENT = Contract.DOCUMENT;

  /** What browsers load to show pages: no calls that a program would make. */
  private static final Set<String> PAGES =
      Set.of(
          "GET /",
          "GET /console",
          "GET /console/{rest}",
          "GET /pages/{name}",
          "GET /favicon.ico",
          "GET /favicon.svg");

  @TempDir private Path home;

  @Test
  void everyRouteIsDescribedAndEveryDescriptionHasARoute() throws Exception {
    Map<String, String> routes = new TreeMap<>();
    try (Server server =
        Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()))) {
      for (Route route : server.routes().all()) {
        for (String method : route.methods()) {
          routes.put(
              method + " " + OpenApi.path(route.path()),
              route.access().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
      }
    }
    Map<String, String> described = new TreeMap<>();
    operations(
        (call, operation) -> {
          described.put(call, operation.path("x-access").asText());
          String method = call.substring(0, call.indexOf(' '));
          operation
              .path("x-aliases")
              .forEach(
                  path ->
                      described.put(
                          method + " " + path.asText(), operation.path("x-access").asText()));
        });
    routes.keySet().removeAll(PAGES);
    assertThat(routes).isEqualTo(described);
  }

  @Test
  void operationIdsAreUniqueAndEveryAnswerWithABodyHasAnExample() {
    Set<String> ids = new TreeSet<>();
    operations(
        (call, operation) -> {
          assertThat(ids.add(operation.path("operationId").asText())).as(call).isTrue();
          assertThat(operation.path("summary").asText()).as(call).isNotBlank();
          for (Map.Entry<String, JsonNode> answer : operation.path("responses").properties()) {
            JsonNode response = resolved(answer.getValue());
            JsonNode content = response.path("content");
            boolean bytes = content.has("*/*") || content.has("application/zip");
            boolean shown =
                content.isEmpty()
                    || bytes
                    || content.valueStream().anyMatch(media -> media.has("example"))
                    || content.valueStream().anyMatch(media -> media.path("schema").has("$ref"));
            assertThat(shown).as(call + " " + answer.getKey()).isTrue();
          }
        });
  }

  @Test
  void everyOperationSaysHowItSucceeds() {
    operations(
        (call, operation) ->
            assertThat(operation.path("responses").propertyStream().map(Map.Entry::getKey))
                .as(call)
                .anyMatch(status -> status.startsWith("2") || status.equals("303")));
  }

  @Test
  void everyExampleIsAsItsSchemaSays() {
    operations(
        (call, operation) -> {
          check(call, operation.path("requestBody").path("content"));
          operation
              .path("responses")
              .forEach(answer -> check(call, resolved(answer).path("content")));
        });
    for (JsonNode item : DOCUMENT.path("webhooks")) {
      JsonNode post = item.path("post");
      check(post.path("operationId").asText(), post.path("requestBody").path("content"));
      assertThat(post.at("/requestBody/content/application~1json/example").isContainerNode())
          .isTrue();
    }
  }

  @Test
  void everyRequestBelowApiCanBeChecked() {
    operations(
        (call, operation) -> {
          if (call.contains(" /api/")) {
            assertThat(RequestCheck.of(operation, DOCUMENT)).as(call).isNotNull();
          }
        });
  }

  private static void check(String call, JsonNode content) {
    for (Map.Entry<String, JsonNode> media : content.properties()) {
      JsonNode example = media.getValue().path("example");
      if (media.getKey().endsWith("json") && !example.isMissingNode()) {
        assertThat(Contract.schema(media.getValue().path("schema")).faults(example.toString()))
            .as(call)
            .isEmpty();
      }
    }
  }

  private static JsonNode resolved(JsonNode given) {
    String ref = given.path("$ref").asText();
    return ref.isEmpty() ? given : DOCUMENT.at(ref.substring(1));
  }

  static void operations(BiConsumer<String, JsonNode> each) {
    for (Map.Entry<String, JsonNode> item : DOCUMENT.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : item.getValue().properties()) {
        if (!operation.getKey().equals("parameters")) {
          each.accept(
              operation.getKey().toUpperCase(Locale.ROOT) + " " + item.getKey(),
              operation.getValue());
        }
      }
    }
  }
}
