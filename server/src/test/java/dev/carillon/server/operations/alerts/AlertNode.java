package dev.carillon.server.operations.alerts;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What looks for alerts on one node, by a clock of the test; what it sends is kept. */
final class AlertNode {

  /** All nodes have the same key. */
  private static final TestCipher CIPHER = new TestCipher();

  /** The disks that have no room now. */
  final TreeSet<String> fullDisks = new TreeSet<>();

  /** When the earliest deliveries are due. */
  final Map<Webhook.Id, Instant> due = new ConcurrentHashMap<>();

  /** When the oldest events of consumers were recorded. */
  final Map<Webhook.Id, Instant> unacknowledged = new ConcurrentHashMap<>();

  /** Messages that were taken: the URL, a space and the title. */
  final List<String> sent = new CopyOnWriteArrayList<>();

  /** What the receiver of a URL responds instead of 200. */
  final Map<String, Integer> refusing = new ConcurrentHashMap<>();

  /** The URLs at which the node dies once it has sent. */
  final List<String> dying = new ArrayList<>();

  /** What the mail server does before it takes an e-mail. */
  MailServer mailServer = () -> {};

  final AlertSettingsStore store;
  final AlertWatch watch;
  final ReceiverCertificates certificates;
  Optional<LastBackup> backup = Optional.empty();
  private final Database database;
  private final AlertTeller teller;

  AlertNode(String name, Database database, Webhooks webhooks, ManualClock clock) {
    this.database = database;
    store = new AlertSettingsStore(database, CIPHER);
    certificates = new ReceiverCertificates(database);
    Sender sender = this::send;
    teller =
        new AlertTeller(
            database,
            clock,
            new AlertSender((to, subject, text) -> mail(to + " " + subject), sender, "test"),
            () -> "https://dam.example.com/console/alerts");
    AlertConditions conditions =
        new AlertConditions(
            database,
            webhooks,
            () -> due,
            new ConsumerLags(id -> unacknowledged.getOrDefault(id, Instant.EPOCH)),
            certificates,
            this::disks,
            name);
    watch = new AlertWatch(database, store, conditions, teller, clock, () -> backup);
  }

  /** May take its time. */
  interface MailServer {
    void take() throws InterruptedException;
  }

  private void mail(String message) {
    try {
      mailServer.take();
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
    sent.add(message);
  }

  private List<Check> disks() {
    return fullDisks.stream().map(disk -> Check.degraded(disk, "Uploads wait")).toList();
  }

  private Outcome send(SignedRequest request) {
    String url = request.url();
    int status = refusing.getOrDefault(url, 200);
    if (status == 200) {
      sent.add(url + " " + Json.read(request.payload().bytes()).path("text").asText());
    }
    if (dying.contains(url)) {
      throw new IllegalStateException("the node died after it had sent");
    }
    ReceiverResponse response = ReceiverResponse.of(status);
    return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
  }

  /** Sets rules and channels. */
  void set(int digestMinutes, List<AlertRule> rules, List<AlertChannel> channels) {
    AlertSettings changed =
        new AlertSettings(store.read().settings().revision(), digestMinutes, rules, channels);
    database.<Boolean>write(
        connection -> {
          store.write(connection, changed);
          ChannelRows.keep(
              connection, new TreeSet<>(channels.stream().map(AlertChannel::name).toList()));
          return true;
        });
  }

  /** Looks once, and waits until channels were told. */
  List<String> look() {
    watch.look();
    teller.awaitSent();
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** All alerts that are kept. */
  List<Alert> alerts() {
    return database.read(c -> AlertRows.list(c, Instant.EPOCH, 1_000));
  }

  /** How a channel works. */
  ChannelRows.State channel(String name) {
    return requireNonNull(database.read(c -> ChannelRows.all(c)).get(name));
  }
}
