package dev.carillon.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OnEachDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What happened with events, in a line each. */
@OnEachDatabase
class EventSummariesOverHttpTest extends JobsFixture {

  @Test
  void whatHappenedIsReadFromTheStoredEventAndNotFromTheAsset() {
    admin
        .json(
            "POST",
            WEBHOOKS + webhook,
            "{\"eventTypes\": [\"asset_create\", \"asset_update_metadata\", \"folder_create\"]}")
        .ok();
    String asset = admin.newAsset("/Demo Zone", "windmill.bin");
    admin.form("/services/update", "id", asset, "metadata", "{\"status\": \"Correction\"}").ok();
    admin
        .form(
            "/services/update",
            "id",
            asset,
            "metadata",
            "{\"status\": \"Final\", \"title\": \""
                + "x".repeat(150)
                + "\", \"tags\": [\"a\", \"b\"], \"rating\": 3, \"priority\": \"High\"}")
        .ok();
    admin
        .form("/services/move", "source", "/Demo Zone/windmill.bin", "target", "/Other/mill.bin")
        .ok();
    Await.until("all", () -> items().size() >= 4);

    Map<String, JsonNode> found = new HashMap<>();
    List<String> ids = new ArrayList<>();
    items().forEach(item -> ids.add(item.at("/event/id").asText()));
    for (JsonNode one : summaries(String.join(",", ids)).get("items")) {
      found.put(one.get("type").asText() + one.at("/changes/0/newValue").asText(), one);
    }

    JsonNode made = Objects.requireNonNull(found.get("asset_create"));
    assertThat(made.get("name").asText()).isEqualTo("windmill.bin");
    assertThat(made.get("path").asText()).isEqualTo("/Demo Zone/windmill.bin");
    assertThat(made.get("assetId").asText()).isEqualTo(asset);
    assertThat(made.get("by").asText()).isEqualTo("admin");
    assertThat(made.get("changes")).isEmpty();
    JsonNode corrected = Objects.requireNonNull(found.get("asset_update_metadataCorrection"));
    assertThat(corrected.get("name").asText()).as("as it was then").isEqualTo("windmill.bin");
    assertThat(corrected.get("by").asText()).isEqualTo("admin");
    assertThat(corrected.get("changes").toString())
        .isEqualTo("[{\"field\":\"status\",\"oldValue\":null,\"newValue\":\"Correction\"}]");
    JsonNode last =
        found.values().stream()
            .filter(one -> one.get("moreChanges").asInt() > 0)
            .findFirst()
            .orElseThrow();
    assertThat(last.get("changes")).hasSize(3);
    assertThat(last.get("moreChanges").asInt()).isEqualTo(2);
    assertThat(last.get("changes").toString().length()).isLessThan(600);
    assertThat(found.keySet()).anyMatch(key -> key.startsWith("folder_create"));
  }

  @Test
  void badInputIsRefusedAndWhatIsUnknownIsLeftOut() {
    assertThat(admin.get("/api/event-summaries").status()).isEqualTo(400);
    assertThat(admin.get("/api/event-summaries", "ids", "no-id").json().get("detail").asText())
        .contains("'ids'", "no-id", "separated by commas");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      ids.add("2n-UzMFgate9nAwg8z%04d".formatted(i));
    }
    assertThat(
            admin
                .get("/api/event-summaries", "ids", String.join(",", ids))
                .json()
                .get("detail")
                .asText())
        .contains("at most 100");
    assertThat(summaries(String.join(",", ids.subList(0, 100))).get("items")).isEmpty();
  }

  @Test
  void eventsAreFoundByTheirDeliveries() {
    webhook("another");
    String asset = admin.newAsset("/Demo Zone", "windmill.bin");
    Await.until("both", () -> items().size() == 2);
    List<String> ids = new ArrayList<>();
    items().forEach(item -> ids.add(item.get("id").asText()));
    ids.add("2n-UzMFgate9nAwg8zLXCs");

    JsonNode found =
        admin.get("/api/event-summaries", "deliveries", String.join(",", ids)).ok().get("items");
    assertThat(found).as("one event of two deliveries").hasSize(1);
    assertThat(found.get(0).get("assetId").asText()).isEqualTo(asset);
    List<String> named = new ArrayList<>();
    found.get(0).get("deliveries").forEach(one -> named.add(one.asText()));
    assertThat(named).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
    assertThat(summaries(items().get(0).at("/event/id").asText()).at("/items/0").has("deliveries"))
        .isFalse();
    assertThat(admin.get("/api/event-summaries", "deliveries", "no-id").is(400).text())
        .contains("'deliveries' is 'no-id'", "ids of deliveries, separated by commas");
  }

  @Test
  void aBatchSaysHowManyEventsItHasAndOfWhatTheFirstAre() {
    admin
        .json("POST", WEBHOOKS + webhook, "{\"batch\": {\"maxEvents\": 5, \"maxSeconds\": 60}}")
        .ok();
    for (int i = 0; i < 5; i++) {
      admin.newAsset("/Demo Zone", "tile" + i + ".bin");
    }
    Await.until("the batch", () -> items().size() == 1);
    JsonNode row = items().get(0);
    assertThat(row.at("/event/type").asText()).isEqualTo("batch");

    JsonNode found = summaries(row.at("/event/id").asText()).get("items");
    assertThat(found).hasSize(1);
    JsonNode summary = found.get(0);
    assertThat(summary.get("id")).isEqualTo(row.at("/event/id"));
    assertThat(summary.get("type").asText()).isEqualTo("batch");
    assertThat(summary.get("name").isNull()).isTrue();
    assertThat(summary.get("batch").toString())
        .isEqualTo(
            "{\"events\":5,\"more\":false,"
                + "\"first\":[\"tile0.bin\",\"tile1.bin\",\"tile2.bin\"]}");
    String id = row.get("id").asText();
    JsonNode byDelivery = admin.get("/api/event-summaries", "deliveries", id).ok().get("items");
    assertThat(byDelivery).hasSize(1);
    assertThat(byDelivery.at("/0/batch")).isEqualTo(summary.get("batch"));
    assertThat(byDelivery.at("/0/deliveries/0").asText()).isEqualTo(id);
  }

  private JsonNode items() {
    return admin.bare("GET", "/api/deliveries?limit=50").ok().get("items");
  }

  private JsonNode summaries(String ids) {
    return admin.get("/api/event-summaries", "ids", ids).ok();
  }
}
