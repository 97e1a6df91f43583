package dev.carillon.server.operations.alerts;

import static java.util.Objects.requireNonNull;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.operations.backup.LastBackup;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.database.ChangeWatch;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.webhooks.payload.AlertSnapshot;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
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

  /** Events that were recorded: type, rule, subject and number. */
  final List<String> recorded = new CopyOnWriteArrayList<>();

  /** The webhooks that get them. */
  final List<Webhook.Id> matched = new CopyOnWriteArrayList<>();

  /** What happens between the plan to record events and the transaction. */
  Runnable beforeRecording = () -> {};

  /** Whether the transaction that records events fails in the end. */
  boolean recordingFails;

  /** What the mail server does before it takes an e-mail. */
  MailServer mailServer = () -> {};

  final AlertSettingsStore store;
  final AlertWatch watch;
  final ReceiverCertificates certificates;
  Optional<LastBackup> backup = Optional.empty();
  private final Database database;
  private final Outbox outbox;
  private final AlertNotifier notifier;

  AlertNode(String name, Database database, Store stored, ManualClock clock) {
    this.database = database;
    outbox = stored.outbox();
    store = new AlertSettingsStore(database, CIPHER);
    certificates = new ReceiverCertificates(database);
    Sender sender = this::send;
    notifier =
        new AlertNotifier(
            database,
            clock,
            new AlertSender((to, subject, text) -> mail(to + " " + subject), sender, "test"),
            new AlertEvents(new AlertWiring.Recording(changes(), renderer(), clock), clock),
            () -> "https://dam.example.com/console/alerts");
    AlertConditions conditions =
        new AlertConditions(
            database,
            stored.webhooks(),
            () -> due,
            new ConsumerLags(id -> unacknowledged.getOrDefault(id, Instant.EPOCH)),
            certificates,
            this::disks,
            name);
    watch = new AlertWatch(database, store, conditions, notifier, clock, () -> backup);
  }

  private static JsonPayloadRenderer renderer() {
    return new JsonPayloadRenderer(ShippedFields.load(), new DisplayFormats(() -> ZoneOffset.UTC));
  }

  private Changes changes() {
    Outbox watched =
        new Outbox() {
          @Override
          public FanOut fanOut(Event event) {
            return outbox.fanOut(event);
          }

          @Override
          public Receipt append(Connection connection, FanOut fanOut) throws SQLException {
            Receipt receipt = outbox.append(connection, fanOut);
            fanOut.matches().forEach(match -> matched.add(match.webhook()));
            if (recordingFails) {
              throw new IllegalStateException("the transaction fails after all was written");
            }
            return receipt;
          }
        };
    ChangeWatch watch =
        new ChangeWatch() {
          @Override
          public Event prepared(Event event) {
            Runnable first = beforeRecording;
            beforeRecording = () -> {};
            first.run();
            return event;
          }

          @Override
          public void accepted(Event event) {
            AlertSnapshot alert = (AlertSnapshot) event.snapshot();
            recorded.add(
                event.type() + " " + alert.rule() + " " + event.subject() + " " + alert.episodes());
          }
        };
    return new Changes(database, watched, receipt -> {}, watch);
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
    notifier.awaitSent();
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
