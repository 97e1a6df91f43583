package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.crash.Change.Answer;
import dev.carillon.server.crash.DeliveryChecker.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * One home, the servers that run on it one after the other, two webhooks, and all that was asked
 * for and received.
 */
final class Scene implements AutoCloseable {

  private static final Set<String> WEBHOOKS = Set.of("first", "second");
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final Journal journal = new Journal();
  private final RecordingReceiver receiver = new RecordingReceiver();
  private final List<String> unsettled = new ArrayList<>();
  private final StoreFile store;
  private final int port;

  private Scene(Path home, int port) {
    this.store = new StoreFile(home);
    this.port = port;
  }

  /** A new home. */
  static Scene in(Path home) throws IOException {
    return new Scene(home, ServerProcess.freePort());
  }

  Journal journal() {
    return journal;
  }

  RecordingReceiver receiver() {
    return receiver;
  }

  StoreFile store() {
    return store;
  }

  /** How many deliveries were not settled when servers died. */
  int unsettled() {
    return unsettled.size();
  }

  ServerProcess start() throws IOException, InterruptedException {
    return ServerProcess.start(store.home(), port);
  }

  /** Registers the two webhooks; the client goes on to be good after a restart. */
  Client subscribe(ServerProcess server) throws IOException, InterruptedException {
    Client client = server.client();
    for (String webhook : WEBHOOKS) {
      JsonNode made =
          client.webhook(
              receiver.url(webhook), List.of(Change.CREATE, Change.UPDATE), List.of("status"));
      receiver.trust(webhook, made.path("secretToken").asText());
    }
    return client;
  }

  /** Kills the server, and notes what it had not settled. */
  void kill(ServerProcess server) throws InterruptedException, SQLException {
    server.kill();
    unsettled.addAll(store.pending());
  }

  /** Waits until nothing comes any more, and compares. */
  Verdict verdict() throws InterruptedException {
    Instant deadline = Instant.now().plus(DRAINED_WITHIN);
    int before = -1;
    for (int now = receiver.count(); now != before; now = receiver.count()) {
      assertThat(Instant.now()).as("requests still come").isBefore(deadline);
      before = now;
      Thread.sleep(QUIET);
    }
    return new DeliveryChecker(journal.changes(), WEBHOOKS)
        .diedWith(unsettled)
        .check(receiver.receipts());
  }

  /** Search and metadata say what was changed last. */
  void checkApi(Client client) throws IOException, InterruptedException {
    for (Map.Entry<String, String> asset : lastValues().entrySet()) {
      JsonNode hits = client.search("id:" + asset.getKey(), 2).path("hits");
      assertThat(hits.size()).as("hits of %s", asset).isEqualTo(1);
      JsonNode metadata = hits.path(0).path("metadata");
      assertThat(metadata.path("status").asText()).as("%s", asset).isEqualTo(asset.getValue());
      JsonNode byValue = client.search("status:" + asset.getValue(), 2).path("hits");
      assertThat(byValue.size()).as("hits of %s", asset).isEqualTo(1);
      assertThat(byValue.path(0).path("id").asText()).isEqualTo(asset.getKey());
    }
    assertThat(client.search("", 0).path("totalHits").asLong()).isEqualTo(created().size());
  }

  /** The store, whose server has stopped, says what was received. */
  void checkStore() throws SQLException {
    Set<String> received = receiver.receipts().stream().map(Receipt::delivery).collect(set());
    assertThat(store.pending()).as("nothing is stuck").isEmpty();
    assertThat(received).as("all that the log calls delivered").containsAll(store.delivered());
    assertThat(Set.copyOf(store.assets())).isEqualTo(created());
  }

  @Override
  public void close() {
    receiver.close();
  }

  /** By asset. What was not answered but told was made all the same, after what was before it. */
  private Map<String, String> lastValues() {
    Set<String> told = receiver.receipts().stream().map(Receipt::value).collect(set());
    Map<String, String> last = new LinkedHashMap<>();
    for (Change change : journal.changes()) {
      boolean made = change.answer() == Answer.ACCEPTED || told.contains(change.value());
      if (made && !change.asset().isEmpty()) {
        last.put(change.asset(), change.value());
      }
    }
    return last;
  }

  private Set<String> created() {
    return receiver.receipts().stream()
        .filter(receipt -> receipt.type().equals(Change.CREATE))
        .map(Receipt::asset)
        .collect(set());
  }

  private static <T> Collector<T, ?, Set<T>> set() {
    return Collectors.toSet();
  }
}
