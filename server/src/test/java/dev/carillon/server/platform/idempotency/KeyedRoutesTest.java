package dev.carillon.server.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import dev.carillon.server.platform.openapi.Contract;
import dev.carillon.server.platform.openapi.OpenApi;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description says of just those calls that they may have a key that may have one. */
class KeyedRoutesTest {

  @TempDir private Path home;

  @Test
  void eachCallThatChangesSomethingIsDescribedWithTheHeader() {
    TreeSet<String> heard = new TreeSet<>();
    TreeSet<String> described = new TreeSet<>();
    try (TestServer server = new TestServer(home, "")) {
      for (Route route : server.server().routes().all()) {
        for (String method : route.methods()) {
          JsonNode operation =
              Contract.DOCUMENT
                  .path("paths")
                  .path(OpenApi.path(route.path()))
                  .path(method.toLowerCase(Locale.ROOT));
          if (operation.isMissingNode()) {
            continue;
          }
          String call = method + " " + route.path();
          if (route.effect() == Effect.CHANGES && route.access() != RouteAccess.ANYONE) {
            heard.add(call);
          }
          if (operation.path("parameters").toString().contains("/IdempotencyKey\"")) {
            described.add(call);
            assertThat(operation.path("responses").has("422")).as(call).isTrue();
          }
        }
      }
    }
    assertThat(heard).hasSizeGreaterThan(60);
    assertThat(described).isEqualTo(heard);
  }
}
