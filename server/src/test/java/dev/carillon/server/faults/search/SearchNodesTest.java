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
 * The node that writes to OpenSearch is killed: the other one writes on, no change fails, and in
 * the end the index is what the database is. In the long form one stood still before, for longer
 * than its lease, and continued.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k10")
class SearchNodesTest {

  private static final int WRITERS = 3;
  private static final Duration LOADED = Duration.ofSeconds(FaultRecord.scaled(1, 10));
  private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration EQUAL_WITHIN = Duration.ofSeconds(30);

  @Test
  void anotherNodeWritesOn(@TempDir Path temp) throws Exception {
    Map<String, Number> counts = new LinkedHashMap<>();
    try (OpenSearchServer engine = OpenSearchServer.start(temp.resolve("opensearch"));
        SearchNodes nodes = new SearchNodes(temp, engine, 2)) {
      // the first node started first, and so is the one that writes
      int writer = 0;
      if (FaultRecord.longForm()) {
        frozen(nodes, writer, counts);
        assertEqual(nodes, nodes.client(0));
        writer = 1;
      }
      killed(nodes, writer, counts);
      assertEqual(nodes, nodes.client(1 - writer));
      FaultRecord.record("k10.nodes", counts);
      System.out.println("k10.nodes: " + counts);
    }
  }

  private static void frozen(SearchNodes nodes, int writer, Map<String, Number> counts)
      throws Exception {
    TestClient other = nodes.client(1 - writer);
    try (AssetLoad load = AssetLoad.below("/Frozen", Collections.nCopies(WRITERS, other))) {
      Thread.sleep(LOADED);
      nodes.freeze(writer);
      counts.put("taken over from a frozen node after ms", takenOver(other, "frozen").toMillis());
      Thread.sleep(LOADED);
      nodes.thaw(writer);
      Thread.sleep(LOADED);
      load.stop();
      assertThat(load.failures()).isEmpty();
      counts.put("changes", load.accepted());
    }
  }

  private static void killed(SearchNodes nodes, int writer, Map<String, Number> counts)
      throws Exception {
    TestClient other = nodes.client(1 - writer);
    try (AssetLoad load = AssetLoad.below("/Killed", Collections.nCopies(WRITERS, other))) {
      Thread.sleep(LOADED);
      nodes.kill(writer);
      counts.put("taken over from a killed node after ms", takenOver(other, "killed").toMillis());
      Thread.sleep(LOADED);
      load.stop();
      assertThat(load.failures()).isEmpty();
      counts.merge("changes", load.accepted(), (one, more) -> one.intValue() + more.intValue());
    }
  }

  /** How long it takes until a search shows a change that is made now, which nobody writes yet. */
  private static Duration takenOver(TestClient client, String status) throws Exception {
    String path = "/Probe/" + status + ".txt";
    client.form("/services/create", "assetPath", path, "status", status).is(200);
    Duration taken =
        Await.until(
            TAKEN_OVER_WITHIN,
            () -> {
              TestResponse found = client.get("/services/search", "q", "status:" + status);
              return found.status() == 200 && found.json().path("totalHits").asInt() == 1;
            });
    assertThat(taken).as("it was the writer").isGreaterThan(AT_ONCE);
    return taken;
  }

  private static void assertEqual(SearchNodes nodes, TestClient client) throws Exception {
    AssetsByStatus stored = nodes.stored();
    assertThat(stored.total()).isGreaterThan(50);
    Await.until(EQUAL_WITHIN, () -> AssetsByStatus.found(client).equals(stored));
  }
}
