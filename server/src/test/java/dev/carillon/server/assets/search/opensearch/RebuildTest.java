package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An index that no longer fits is built anew beside the one that serves. */
@Tag("long")
class RebuildTest {

  private static final int ASSETS = 4_000;
  private static final QueryLanguage SHIPPED =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);

  /** What makes documents of another layout. */
  private static final Field SHELF =
      new Field("shelf", FieldType.NUMBER, false, true, true, "Shelf", Map.of());

  private final String name = OpenSearchServer.newPrefix();
  private final FollowedIndex.Log log = new FollowedIndex.Log();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void searchesGoOnWhileANewIndexIsBuilt() throws Exception {
    for (int asset = 0; asset < ASSETS; asset++) {
      log.put("a" + asset, metadata(asset), Optional.of(""));
    }
    String before;
    try (FollowedIndex first = index(SHIPPED)) {
      Await.until("everything is found", () -> total(first) == ASSETS);
      before = served();
    }
    List<JsonNode> meanwhile = new ArrayList<>();
    try (FollowedIndex other = index(with(SHELF))) {
      Await.until(
          () -> {
            meanwhile.add(call("/" + name + "/_count"));
            return !served().equals(before);
          });
      assertThat(meanwhile).allMatch(count -> count.path("count").asInt() == ASSETS);
      assertThat(total(other)).isEqualTo(ASSETS);
      assertThat(names()).as("the old one is removed").containsExactly(served());
      log.remove("a7");
      assertThat(total(other)).isEqualTo(ASSETS - 1);
    }
  }

  private static Metadata metadata(int asset) {
    return Metadata.of(
        Map.of("assetPath", "/" + asset + ".txt", "folderPath", "/", "status", "s" + asset % 7));
  }

  private static QueryLanguage with(Field more) {
    FieldRegistry shipped = ShippedFields.load();
    FieldRegistry registry =
        new FieldRegistry() {
          @Override
          public Optional<Field> find(String called) {
            return called.equals(more.name()) ? Optional.of(more) : shipped.find(called);
          }

          @Override
          public List<Field> all() {
            List<Field> all = new ArrayList<>(shipped.all());
            all.add(more);
            return all;
          }
        };
    return new QueryLanguage(registry, () -> ZoneOffset.UTC);
  }

  private FollowedIndex index(QueryLanguage language) {
    return new FollowedIndex(
        FollowedIndex.at(OpenSearchServer.shared().url(), name),
        language,
        Instant.EPOCH,
        log,
        new FollowedIndex.Alone(name));
  }

  private static long total(FollowedIndex index) {
    return index.search(new SearchRequest("", 0, 0, List.of())).totalHits();
  }

  /** The index that searches ask. */
  private String served() throws IOException, InterruptedException {
    List<String> served = new ArrayList<>();
    call("/_alias/" + name).fieldNames().forEachRemaining(served::add);
    assertThat(served).hasSize(1);
    return served.getFirst();
  }

  /** All indexes of this test. */
  private List<String> names() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    call("/" + name + "-*").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode call(String path) throws IOException, InterruptedException {
    URI uri = URI.create(OpenSearchServer.shared().url() + path);
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestResponse.json(response.body());
  }
}
