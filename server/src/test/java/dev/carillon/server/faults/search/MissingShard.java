package dev.carillon.server.faults.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A primary shard of OpenSearch whose files are not where they were, as if a disk was not mounted:
 * the shard is not assigned, and the cluster is red, until the files are back.
 */
final class MissingShard {

  private static final Duration STATUS_WITHIN = Duration.ofSeconds(30);

  private final OpenSearchServer engine;
  private final Path place;
  private final Path elsewhere;

  private MissingShard(OpenSearchServer engine, Path place, Path elsewhere) {
    this.engine = engine;
    this.place = place;
    this.elsewhere = elsewhere;
  }

  /** Restarts OpenSearch without the second shard of the one index that it has. */
  static MissingShard secondOf(OpenSearchServer engine, Path elsewhere) throws Exception {
    engine.kill();
    List<Path> places = shards(engine.folder().resolve("data"));
    if (places.size() != 1) {
      throw new IllegalStateException("one index with two shards is expected: " + places);
    }
    MissingShard missing = new MissingShard(engine, places.getFirst(), elsewhere);
    Files.move(missing.place, missing.elsewhere);
    engine.restart();
    missing.awaitStatus("red", 1);
    return missing;
  }

  /** Restarts OpenSearch with the files of the shard. */
  void back() throws Exception {
    engine.kill();
    Files.move(elsewhere, place);
    engine.restart();
    awaitStatus("yellow", 2);
  }

  /** Replicas have no place on a single node, so yellow is the best that there is. */
  private void awaitStatus(String status, int primaries) throws Exception {
    TestClient client = TestClient.at(engine.url()).unchecked();
    Await.until(
        STATUS_WITHIN,
        () -> {
          JsonNode health = client.get("/_cluster/health").json();
          return health.path("status").asText().equals(status)
              && health.path("active_primary_shards").asInt() == primaries;
        });
  }

  private static List<Path> shards(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(file -> file.endsWith("1") && Files.isDirectory(file.resolve("translog")))
          .toList();
    }
  }
}
