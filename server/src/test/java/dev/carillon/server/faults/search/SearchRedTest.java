package dev.carillon.server.faults.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSearch responds, but a primary shard of the index is missing, so the cluster is red: searches
 * and the health page say so, whether or not anything is changed. Changes go on, and once the shard
 * is back the index is what the database is.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k10")
class SearchRedTest {

  private static final int WRITERS = 4;
  private static final int SHARDS = 2;
  private static final int CHANGES_BEFORE = 200;
  private static final int CHANGES_MEANWHILE = 100;

  /** How far the index is, is kept in it every five seconds. */
  private static final Duration KEPT = Duration.ofSeconds(6);

  /** OpenSearch is looked at every ten seconds. */
  private static final Duration SAID_WITHIN = Duration.ofSeconds(15);

  private static final Duration QUIET = Duration.ofSeconds(12);
  private static final Duration RED = Duration.ofSeconds(FaultRecord.scaled(10, 75));
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(18);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);
  private static final String REASON =
      "The search cannot be used now: OpenSearch cannot serve the search index now; retry later";

  /** What the health page said, each once. */
  private final TreeSet<String> said = new TreeSet<>();

  @Test
  void aMissingShardIsToldAndChangesGoOn(@TempDir Path temp) throws Exception {
    try (OpenSearchServer engine = OpenSearchServer.start(temp.resolve("opensearch"));
        TestServer server = new TestServer(temp.resolve("home"), "", options(engine))) {
      TestClient client = server.admin().unchecked();
      server.awaitSearch();
      changed(client);
      assertEqual(server, client);
      Thread.sleep(KEPT);

      MissingShard shard = MissingShard.secondOf(engine, temp.resolve("shard"));
      Searches meanwhile = Searches.by(client);
      Duration told = Await.until(SAID_WITHIN, () -> told(client));
      watch(client, QUIET);
      int changes;
      try (AssetLoad load = AssetLoad.below("/Red", Collections.nCopies(WRITERS, client))) {
        watch(client, RED);
        Await.until("changes go on", () -> load.accepted() > CHANGES_MEANWHILE);
        changes = load.accepted();
        meanwhile.stop();
        shard.back();
        Await.until(BACK_WITHIN, () -> client.get("/services/search").status() == 200);
        load.stop();
        assertThat(load.failures()).isEmpty();
      }
      Duration equal = assertEqual(server, client);
      Await.until(SAID_WITHIN, () -> health(client).path("status").asText().equals("up"));

      record(told, changes, meanwhile, equal);
      assertThat(meanwhile.responses()).isPositive().isEqualTo(meanwhile.responses(503));
      assertThat(meanwhile.reasons()).containsExactly(REASON);
      assertThat(meanwhile.longest()).isLessThan(REFUSED_WITHIN);
    }
  }

  @Test
  void anIndexWhoseShardIsLostIsBuiltAgainOnceItIsDeleted(@TempDir Path temp) throws Exception {
    try (OpenSearchServer engine = OpenSearchServer.start(temp.resolve("opensearch"));
        TestServer server = new TestServer(temp.resolve("home"), "", options(engine))) {
      TestClient client = server.admin().unchecked();
      server.awaitSearch();
      changed(client);
      MissingShard.secondOf(engine, temp.resolve("shard"));
      Await.until(SAID_WITHIN, () -> told(client));

      TestClient opensearch = TestClient.at(engine.url()).unchecked();
      String index = opensearch.get("/_cat/indices/test-*", "h", "index").text().strip();
      opensearch.delete("/" + index).is(200);
      server.awaitSearch();
      assertEqual(server, client);
      Await.until(SAID_WITHIN, () -> health(client).path("status").asText().equals("up"));
    }
  }

  private static Map<String, String> options(OpenSearchServer engine) throws Exception {
    return Map.of("search", "opensearch:" + engine.url(), "searchIndex", engine.newPrefix(SHARDS));
  }

  private static void changed(TestClient client) throws Exception {
    try (AssetLoad load = AssetLoad.below("/Before", Collections.nCopies(WRITERS, client))) {
      Await.until("changes before", () -> load.accepted() > CHANGES_BEFORE);
      load.stop();
      assertThat(load.failures()).isEmpty();
    }
  }

  private static Duration assertEqual(TestServer server, TestClient client) throws Exception {
    AssetsByStatus stored =
        AssetsByStatus.in("jdbc:sqlite:" + server.home().resolve("data/carillon.db"));
    assertThat(stored.total()).isPositive();
    return Await.until(BACK_WITHIN, () -> AssetsByStatus.found(client).equals(stored));
  }

  /** It is not said in between that all is well, nor that OpenSearch cannot be reached. */
  private void watch(TestClient client, Duration length) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      assertThat(told(client)).as("%s", said).isTrue();
      Thread.sleep(200);
    }
  }

  private boolean told(TestClient client) {
    JsonNode check = health(client);
    String detail = check.path("detail").asText();
    said.add(check.path("status").asText() + ": " + detail);
    return check.path("status").asText().equals("down")
        && (detail.contains("cannot serve the search index")
            || detail.contains("does not write to the search index"));
  }

  private static JsonNode health(TestClient client) {
    JsonNode all = client.get("/api/health").json().path("checks");
    return all.valueStream()
        .filter(check -> check.path("name").asText().equals("search"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check of the search: " + all));
  }

  private void record(Duration told, int changes, Searches meanwhile, Duration equal) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("red for s", QUIET.plus(RED).toSeconds());
    counts.put("health page says so after ms", told.toMillis());
    counts.put("changes meanwhile", changes);
    counts.put("searches refused", meanwhile.responses(503));
    counts.put("refused within ms", meanwhile.longest().toMillis());
    counts.put("index equal after ms", equal.toMillis());
    FaultRecord.record("k10.red", counts);
    System.out.println("k10.red: " + counts + " " + meanwhile.reasons() + " " + said);
  }
}
