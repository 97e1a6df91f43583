package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Evidence;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.invariant.Stored;
import dev.carillon.server.invariant.Subscriber;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.testing.StoredDeliveries.State;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A server on a database, clients that change assets, and a receiver that two webhooks call. */
final class DatabaseScenario implements AutoCloseable {

  /** Back to normal within this time, whatever happened. */
  static final Duration BACK_WITHIN = Duration.ofSeconds(10);

  private static final Set<String> WEBHOOKS = Set.of("first", "second");
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private final Book book = new Book();
  private final AtomicInteger values = new AtomicInteger();
  private final List<Thread> clients = new ArrayList<>();
  private final List<Duration> recoveries = new ArrayList<>();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final String database;
  private final ScriptedReceiver receiver;
  private final TestServer server;
  private final TestClient caller;
  private volatile boolean resting;
  private volatile Script script = Script.status(200);

  private DatabaseScenario(Path home, String url, String database) throws Exception {
    this.database = database;
    this.receiver =
        ScriptedReceiver.start(
            (request, out, socket) -> {
              String token = tokens.getOrDefault(Receipt.webhook(request), "");
              book.add(Receipt.of(request, token, 200));
              return script.answer(request, out, socket);
            });
    this.server = new TestServer(home, url);
    this.caller = server.anonymous().unchecked().tokenLoggedIn("admin", TestServer.PASSWORD);
    for (String webhook : WEBHOOKS) {
      String body = new ObjectMapper().writeValueAsString(definition(webhook));
      JsonNode made = caller.json("POST", "/services/admin/webhook", body).ok();
      tokens.put(webhook, made.path("secretToken").asText());
    }
  }

  /** A new home on an empty database. */
  static DatabaseScenario on(Path home, String url) throws Exception {
    return new DatabaseScenario(home, url, url);
  }

  /** The same, where the server takes another way to the database than the test does. */
  static DatabaseScenario through(Path home, String url, String direct) throws Exception {
    return new DatabaseScenario(home, url, direct);
  }

  Book book() {
    return book;
  }

  TestClient caller() {
    return caller;
  }

  /** What the receiver answers from now on. */
  void receiverDoes(Script other) {
    script = other;
  }

  /** Makes an asset; its id. */
  String newAsset() throws InterruptedException {
    String value = "v" + values.incrementAndGet();
    Change asked = Change.asked(value, "", Change.CREATE);
    Asked made = ask("create", asked, "assetPath", "/F/" + value, "status", value);
    assertThat(made.accepted()).as("%s", made).isTrue();
    return made.change().asset();
  }

  /** Asks for a change of this asset. */
  Asked change(String asset) throws InterruptedException {
    String value = "v" + values.incrementAndGet();
    Change asked = Change.asked(value, asset, Change.UPDATE);
    return ask("update", asked, "id", asset, "status", value);
  }

  /** Whatever becomes of it is noted: who is not answered has perhaps changed something. */
  private Asked ask(String call, Change change, String... form) {
    long at = System.nanoTime();
    Asked asked = Asked.unanswered(change, at);
    try {
      asked = asked.answered(caller.form("/services/" + call, form));
      return asked;
    } catch (UncheckedIOException cut) {
      return asked;
    } finally {
      book.add(asked);
    }
  }

  /** So many clients change an asset each, one call after the other, until {@link #rest}. */
  void work(int count) throws Exception {
    resting = false;
    for (int i = 0; i < count; i++) {
      String asset = newAsset();
      clients.add(Thread.ofVirtual().unstarted(() -> workOn(asset)));
    }
    clients.forEach(Thread::start);
    awaitAccepted(System.nanoTime(), Duration.ofSeconds(30), 20);
  }

  /** Clients change nothing more. */
  void rest() throws InterruptedException {
    resting = true;
    for (Thread client : clients) {
      client.join();
    }
    clients.clear();
  }

  private void workOn(String asset) {
    try {
      while (!resting) {
        if (!change(asset).accepted()) {
          Thread.sleep(20);
        }
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long it takes until the server works again, and does. */
  Duration backToNormal() throws Exception {
    Duration took = awaitAccepted(System.nanoTime(), BACK_WITHIN, 20);
    recoveries.add(took);
    return took;
  }

  private Duration awaitAccepted(long since, Duration within, int changes) throws Exception {
    return Await.until(
        within, () -> book.count(change -> change.at() > since && change.accepted()) >= changes);
  }

  /** Waits until all is delivered, writes the figures down, and fails if anything is amiss. */
  Verdict check(String test, Map<String, ? extends Number> more) throws Exception {
    rest();
    Await.until(DRAINED_WITHIN, this::settledAll);
    Verdict verdict = verdict();
    Map<String, Number> counts = new LinkedHashMap<>(verdict.counts());
    counts.put("refused", book.count(Asked::refused));
    counts.put("unknown", book.count(one -> !one.accepted() && !one.refused()));
    counts.putAll(more);
    System.out.println(test + " " + counts);
    FaultRecord.record(test, counts);
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.duplicates()).isZero();
    assertThat(book.asked().stream().map(Asked::answer).distinct())
        .as("nothing but yes, no and not known")
        .isSubsetOf(200, 503, 504, 0);
    return verdict;
  }

  private Verdict verdict() throws SQLException {
    Evidence evidence =
        new Evidence()
            .changes(book.asked().stream().map(Asked::change).toList())
            .subscribers(WEBHOOKS.stream().map(Subscriber::always).toList())
            .receipts(book.receipts());
    for (int i = 0; i < recoveries.size(); i++) {
      evidence.recovered("fault " + (i + 1), recoveries.get(i));
    }
    try (Connection connection = DriverManager.getConnection(database)) {
      return evidence.stored(Stored.in(connection), Instant.now()).verdict();
    }
  }

  private boolean settledAll() throws SQLException {
    StoredDeliveries stored = stored();
    return stored.count(State.PENDING) == 0
        && stored.count(State.DELIVERED)
            == book.receipts().stream().map(Receipt::delivery).distinct().count();
  }

  /** The deliveries that are stored by now. */
  StoredDeliveries stored() throws SQLException {
    return StoredDeliveries.in(database);
  }

  /** What a query of the database counts. */
  long number(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    clients.forEach(Thread::interrupt);
    server.close();
    receiver.close();
  }

  private Map<String, Object> definition(String webhook) {
    return Map.of(
        "name",
        webhook,
        "url",
        "http://127.0.0.1:" + receiver.port() + "/" + webhook,
        "eventTypes",
        List.of(Change.CREATE, Change.UPDATE),
        "metadataToReturn",
        List.of("status"));
  }

  /** What was asked for and what arrived, as it is noted by many at once. */
  static final class Book {

    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

    void add(Asked change) {
      asked.add(change);
    }

    void add(Receipt receipt) {
      receipts.add(receipt);
    }

    List<Asked> asked() {
      return List.copyOf(asked);
    }

    List<Receipt> receipts() {
      return List.copyOf(receipts);
    }

    long count(Predicate<Asked> which) {
      return asked.stream().filter(which).count();
    }
  }
}
