package dev.carillon.server.faults.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node that writes to OpenSearch stands still, then continues; then the one that took over is
 * killed. Each time the other one continues to write, no change fails, and in the end the index is
 * what the database is.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k10")
class SearchNodesTest {

  private static final int WRITERS = 3;
  private static final Duration LOADED = Duration.ofSeconds(FaultRecord.scaled(1, 10));
  private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(30);
  private static final Duration EQUAL_WITHIN = Duration.ofSeconds(30);

  @Test
  void anotherNodeWritesAndALateOneChangesNothing(@TempDir Path temp) throws Exception {
    Map<String, Number> counts = new LinkedHashMap<>();
    try (OpenSearchServer engine = OpenSearchServer.start(temp.resolve("opensearch"));
        SearchNodes nodes = new SearchNodes(temp, engine, 2)) {
      TestClient first = nodes.client(0);
      TestClient second = nodes.client(1);
      frozen(nodes, second, counts);
      assertEqual(nodes, first);
      assertEqual(nodes, second);
      killed(nodes, first, counts);
      assertEqual(nodes, first);
      FaultRecord.record("k10.nodes", counts);
      System.out.println("k10.nodes: " + counts);
    }
  }

  /** The first node started first, and so is the one that writes. */
  private static void frozen(SearchNodes nodes, TestClient other, Map<String, Number> counts)
      throws Exception {
    try (AssetLoad load = AssetLoad.by(Collections.nCopies(WRITERS, other))) {
      Thread.sleep(LOADED);
      nodes.freeze(0);
      counts.put("taken over from a frozen node after ms", seen(other, "frozen").toMillis());
      Thread.sleep(LOADED);
      nodes.thaw(0);
      Thread.sleep(LOADED);
      load.stop();
      assertThat(load.failures()).isEmpty();
      counts.put("changes", load.accepted());
    }
  }

  private static void killed(SearchNodes nodes, TestClient other, Map<String, Number> counts)
      throws Exception {
    try (AssetLoad load = AssetLoad.by(Collections.nCopies(WRITERS, other))) {
      Thread.sleep(LOADED);
      nodes.kill(1);
      counts.put("taken over from a killed node after ms", seen(other, "killed").toMillis());
      Thread.sleep(LOADED);
      load.stop();
      assertThat(load.failures()).isEmpty();
      counts.merge("changes", load.accepted(), (one, more) -> one.intValue() + more.intValue());
    }
  }

  /** How long it takes until a search shows a change that is made now. */
  private static Duration seen(TestClient client, String status) throws Exception {
    String path = "/Probe/" + status + ".txt";
    client.form("/services/create", "assetPath", path, "status", status).is(200);
    return Await.until(
        TAKEN_OVER_WITHIN,
        () -> {
          TestResponse found = client.get("/services/search", "q", "status:" + status);
          return found.status() == 200 && found.json().path("totalHits").asInt() == 1;
        });
  }

  private static void assertEqual(SearchNodes nodes, TestClient client) throws Exception {
    AssetsByStatus stored = nodes.stored();
    assertThat(stored.total()).isGreaterThan(50);
    Await.until(EQUAL_WITHIN, () -> AssetsByStatus.found(client).equals(stored));
  }
}
