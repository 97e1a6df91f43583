package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.invariant.Evidence;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Span;
import dev.carillon.server.invariant.Subscriber;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One home, the servers that run on it one after the other, two webhooks, and all that was asked
 * for, received, printed and answered.
 */
final class CrashScenario implements AutoCloseable {

  private static final List<String> WEBHOOKS = List.of("first", "second");
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final Journal journal;
  private final RecordingReceiver receiver = new RecordingReceiver();
  private final Evidence evidence = new Evidence();
  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, Subscriber> subscribers = new HashMap<>();
  private final Set<String> secrets = new HashSet<>(Set.of(ServerProcess.PASSWORD));
  private final StoreFile store;
  private final int port;
  private Launch launch = Launch.PLAIN;
  private Instant downSince = Instant.MAX;
  private int unsettled;

  private CrashScenario(Path home, int port, Journal journal) {
    this.store = new StoreFile(home);
    this.port = port;
    this.journal = journal;
    WEBHOOKS.forEach(name -> subscribers.put(name, Subscriber.always(name)));
  }

  /** A new home. */
  static CrashScenario in(Path home) throws IOException {
    return new CrashScenario(home, ServerProcess.freePort(), new Journal(Answer.REFUSED));
  }

  /** A new home, on a disk that may keep what it did not confirm. */
  static CrashScenario onDoubtfulDisk(Path home) throws IOException {
    return new CrashScenario(home, ServerProcess.freePort(), new Journal(Answer.UNKNOWN));
  }

  /** Lines of the properties that the server finds when it starts. */
  CrashScenario properties(String lines) throws IOException {
    Path config = Files.createDirectories(store.home().resolve("config"));
    Files.writeString(config.resolve("cluster-properties.txt"), lines);
    return this;
  }

  /** Servers are started so from now on. */
  CrashScenario launch(Launch other) {
    launch = other;
    return this;
  }

  /** How servers are started. */
  Launch launch() {
    return launch;
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

  /** What is known so far; tests add what only they know. */
  Evidence evidence() {
    return evidence;
  }

  /** The id of a webhook. */
  String id(String webhook) {
    return String.valueOf(ids.get(webhook));
  }

  /** The webhook with an id. */
  String name(String id) {
    return WEBHOOKS.stream().filter(webhook -> id(webhook).equals(id)).findFirst().orElseThrow();
  }

  /** How many deliveries were not settled when servers died. */
  int unsettled() {
    return unsettled;
  }

  int port() {
    return port;
  }

  /** Starts a server; the time for which none ran is a hindrance. */
  ServerProcess start() throws IOException, InterruptedException {
    ServerProcess server = ServerProcess.start(store.home(), port, launch);
    started(server);
    return server;
  }

  /** A server that this scene has not started itself runs now. */
  void started(ServerProcess server) {
    if (!downSince.equals(Instant.MAX)) {
      // what was read before the server was ready waits for its turn
      evidence.hindered(new Span(downSince, Instant.now().plusSeconds(3)));
      evidence.recovered("start " + downSince, server.recoveredAfter());
      downSince = Instant.MAX;
    }
  }

  /** Starts a server that makes the two webhooks; its client is good after a restart too. */
  Client subscribed() throws Exception {
    try (ServerProcess server = start()) {
      Client client = subscribe(server);
      stop(server);
      return client;
    }
  }

  /** Registers the two webhooks; the client goes on to be good after a restart. */
  Client subscribe(ServerProcess server) throws IOException {
    Client client = server.client();
    secrets.add(client.credentials());
    for (String webhook : WEBHOOKS) {
      JsonNode made =
          client.webhook(
              receiver.url(webhook), List.of(Change.CREATE, Change.UPDATE), List.of("status"));
      ids.put(webhook, made.path("id").asText());
      trust(webhook, made.path("secretToken").asText());
    }
    return client;
  }

  /** Requests of this webhook may be signed with this token, which is a secret. */
  void trust(String webhook, String token) {
    receiver.trust(webhook, token);
    secrets.add(token);
  }

  /** From now on requests of this webhook must be signed with this token. */
  void trustOnly(String webhook, String token) {
    receiver.trustOnly(webhook, token);
    secrets.add(token);
  }

  /** A webhook hears only of some changes. */
  void hears(Subscriber subscriber) {
    subscribers.put(subscriber.name(), subscriber);
  }

  /** New writers. */
  List<Journal.Writer> writers(int count) {
    return Stream.generate(journal::writer).limit(count).toList();
  }

  /** Kills the server, and notes what it had not settled. */
  void kill(ServerProcess server) throws InterruptedException, SQLException {
    downSince = Instant.now();
    server.kill();
    died(server);
  }

  /** The server is dead: notes what it had not settled, and what it had printed. */
  void died(ServerProcess server) throws SQLException {
    downSince = downSince.equals(Instant.MAX) ? Instant.now() : downSince;
    List<String> pending = store.pending();
    evidence.diedWith(pending);
    evidence.diedWith(store.redeliveries());
    unsettled += pending.size();
    printed(server);
    // the requests themselves are not needed any more
    receiver.count();
  }

  /** Asks the server to stop; how long that took. */
  Duration stop(ServerProcess server) throws InterruptedException {
    downSince = Instant.now();
    Duration took = server.terminate();
    printed(server);
    return took;
  }

  /** Waits until nothing comes any more. */
  private void drain() throws InterruptedException {
    Instant deadline = Instant.now().plus(DRAINED_WITHIN);
    int before = -1;
    for (int now = receiver.count(); now != before; now = receiver.count()) {
      assertThat(Instant.now()).as("requests still come").isBefore(deadline);
      before = now;
      Thread.sleep(QUIET);
    }
  }

  /** Waits until all is settled but what disabled webhooks hold back. */
  void settle() throws Exception {
    Await.until(DRAINED_WITHIN, this::noneDue);
  }

  /** Waits until nothing comes any more, and compares; the server runs. */
  Verdict verdict() throws Exception {
    settle();
    drain();
    return evidence
        .changes(journal.changes())
        .subscribers(subscribers.values())
        .receipts(receiver.receipts())
        .stored(store.deliveries(), Instant.now())
        .text("answers", journal.texts())
        .secrets(secrets)
        .verdict();
  }

  /** Search and metadata say what was changed last. */
  void checkApi(Client client, int assetsMax) throws IOException {
    for (Map.Entry<String, String> asset :
        lastValues().entrySet().stream().limit(assetsMax).toList()) {
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
    assertThat(store.pending()).as("nothing is stuck").isEmpty();
    assertThat(store.redeliveries()).as("nothing that was wished is forgotten").isEmpty();
    assertThat(store.texts("pragma integrity_check")).containsExactly("ok");
    assertThat(Set.copyOf(store.assets())).isEqualTo(created());
  }

  @Override
  public void close() {
    receiver.close();
  }

  private void printed(ServerProcess server) {
    evidence.text("printed until " + Instant.now(), server.printed());
  }

  private boolean noneDue() throws SQLException {
    return store.deliveries().stream().allMatch(row -> row.waitingSince().equals(Instant.MAX));
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
