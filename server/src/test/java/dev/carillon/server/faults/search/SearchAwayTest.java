package dev.carillon.server.faults.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestSearch;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenSearch is killed, or stands still, under load: no change fails, searches say in time that
 * they cannot be answered, and once it is back the index is what the database is.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k10")
class SearchAwayTest {

  private static final int WRITERS = 4;
  private static final Duration LOADED = Duration.ofSeconds(FaultRecord.scaled(1, 5));

  /** A search waits five seconds for the index to catch up, and ten for a response. */
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(18);

  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

  /** How OpenSearch goes away. */
  enum Fault {
    KILLED(3),
    FROZEN(17);

    private final Duration away;

    Fault(int shortSeconds) {
      away = Duration.ofSeconds(FaultRecord.scaled(shortSeconds, 60));
    }

    void begins(OpenSearchServer engine) throws Exception {
      if (this == KILLED) {
        engine.kill();
      } else {
        engine.freeze();
      }
    }

    void ends(OpenSearchServer engine) throws Exception {
      if (this == KILLED) {
        engine.restart();
      } else {
        engine.thaw();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void changesGoOnAndTheIndexCatchesUp(Fault fault, @TempDir Path temp) throws Exception {
    try (OpenSearchServer engine = OpenSearchServer.start(temp.resolve("opensearch"));
        TestServer server =
            new TestServer(temp.resolve("home"), "", TestSearch.optionsFor(engine))) {
      TestClient client = server.admin().unchecked();
      try (AssetLoad load = AssetLoad.below("/Load", Collections.nCopies(WRITERS, client))) {
        server.awaitSearch();
        Thread.sleep(LOADED);
        fault.begins(engine);
        int before = load.accepted();
        Searches meanwhile = Searches.by(client);
        Thread.sleep(fault.away);
        meanwhile.stop();
        int changes = load.accepted() - before;
        fault.ends(engine);
        Duration back =
            Await.until(BACK_WITHIN, () -> client.get("/services/search").status() == 200);
        Thread.sleep(LOADED);
        load.stop();
        AssetsByStatus stored =
            AssetsByStatus.in("jdbc:sqlite:" + server.home().resolve("data/carillon.db"));
        Duration equal =
            Await.until(BACK_WITHIN, () -> AssetsByStatus.found(client).equals(stored));

        record(fault, changes, load, meanwhile, back, equal);
        assertThat(load.failures()).isEmpty();
        assertThat(changes).as("changes meanwhile").isGreaterThan(100);
        assertThat(stored.total()).isGreaterThan(100);
        assertThat(meanwhile.responses()).isPositive().isEqualTo(meanwhile.responses(503));
        assertThat(meanwhile.reasons()).isNotEmpty().allMatch(why -> why.contains("OpenSearch"));
        assertThat(meanwhile.longest()).isLessThan(REFUSED_WITHIN);
      }
    }
  }

  private static void record(
      Fault fault, int changes, AssetLoad load, Searches meanwhile, Duration back, Duration equal) {
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("away for s", fault.away.toSeconds());
    counts.put("changes meanwhile", changes);
    counts.put("changes failed", load.failures().size());
    counts.put("searches refused", meanwhile.responses(503));
    counts.put("refused within ms", meanwhile.longest().toMillis());
    counts.put("searches again after ms", back.toMillis());
    counts.put("index equal after ms", equal.toMillis());
    String name = "k10.away-" + fault.name().toLowerCase(Locale.ROOT);
    FaultRecord.record(name, counts);
    System.out.println(name + ": " + counts + " " + meanwhile.reasons());
  }
}
