package dev.carillon.bench.growth;

import dev.carillon.bench.embedded.BodySnapshot;
import dev.carillon.bench.embedded.OpenedStore;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.LogRetention.Purged;
import dev.carillon.hooks.delivery.LogRetention.Surplus;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What is kept of an event, a delivery and an attempt takes so many bytes on disk, with indexes;
 * and retention by size keeps what it is told to keep. Written by the store itself.
 */
public final class Sizes implements Program {

  private static final int EVENTS = 2_000;
  private static final int WEBHOOKS = 10;
  private static final int AT_ONCE = 200;
  private static final EventType HEARD = new EventType("item.changed");
  private static final EventType UNHEARD = new EventType("item.seen");

  private static final Map<String, String> DISK =
      Map.of(
          "sqlite",
          "select (select page_count from pragma_page_count())"
              + " - (select freelist_count from pragma_freelist_count()), page_size"
              + " from pragma_page_size()",
          "postgresql",
          "select sum(pg_total_relation_size(c.oid)), 1 from pg_class c"
              + " join pg_namespace n on n.oid = c.relnamespace"
              + " where n.nspname = current_schema() and c.relkind = 'r'");

  @Override
  public String purpose() {
    return "bytes on disk of an event, a delivery, an attempt; SQLite and PostgreSQL";
  }

  @Override
  public Result run(Options options) throws IOException {
    Folder.empty(options.work());
    Map<String, Object> more = new LinkedHashMap<>();
    Path folder = Files.createDirectories(options.work().resolve("sqlite"));
    double figure;
    try (OpenedStore opened = OpenedStore.sqlite(folder)) {
      figure = measure(opened, "sqlite", more);
      keep(opened, more);
    }
    try (PostgresServer server =
            PostgresServer.open(options.database(), options.work().resolve("postgres"));
        OpenedStore opened = server.store(options.work())) {
      measure(opened, "postgresql", more);
    }
    return new Result(figure, "bytes", figure, 1, more);
  }

  /**
   * Bytes of a delivery that went well, without its share of the event. An event that nobody wants
   * keeps its snapshot, one that is sent keeps the same bytes as a payload.
   */
  private static double measure(OpenedStore opened, String dialect, Map<String, Object> more) {
    long bytes = disk(opened, dialect);
    record(opened, UNHEARD);
    tidy(opened);
    double event = (disk(opened, dialect) - bytes) / (double) EVENTS;
    for (int n = 0; n < WEBHOOKS; n++) {
      var subscription = Webhook.Subscription.to(HEARD);
      opened
          .store()
          .webhooks()
          .add(Webhook.of("w" + n, "https://example.org/" + n, subscription, Instant.now()));
    }
    bytes = disk(opened, dialect);
    List<Delivery> deliveries = record(opened, HEARD);
    settle(opened, deliveries, ReceiverResponse.of(204));
    tidy(opened);
    double delivery = ((disk(opened, dialect) - bytes) / (double) EVENTS - event) / WEBHOOKS;
    deliveries = settle(opened, record(opened, HEARD), ReceiverResponse.of(503));
    bytes = disk(opened, dialect);
    deliveries = settle(opened, deliveries, ReceiverResponse.of(503));
    double failed = (disk(opened, dialect) - bytes) / (double) deliveries.size();
    bytes = disk(opened, dialect);
    // text that cannot be made smaller
    byte[] random = new byte[ReceiverResponse.BODY_BYTES_KEPT_MAX * 3 / 4];
    new Random(1).nextBytes(random);
    String body = Base64.getEncoder().encodeToString(random);
    settle(opened, deliveries, new ReceiverResponse(503, List.of(), body, body.length(), false));
    double full = (disk(opened, dialect) - bytes) / (double) deliveries.size();
    more.put(dialect + "EventBytes", Math.round(event));
    more.put(dialect + "DeliveryBytes", Math.round(delivery));
    more.put(dialect + "FailedAttemptBytes", Math.round(failed));
    more.put(dialect + "FailedAttemptWithFullAnswerBytes", Math.round(full));
    return delivery;
  }

  /** What a server does beside its work. */
  private static void tidy(OpenedStore opened) {
    while (opened.store().retention().tidy()) {
      // one step after the other
    }
  }

  private static long disk(OpenedStore opened, String dialect) {
    return opened
        .database()
        .read(
            connection -> {
              try (var statement = connection.prepareStatement(DISK.get(dialect));
                  var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) * row.getLong(2);
              }
            });
  }

  private static List<Delivery> record(OpenedStore opened, EventType type) {
    List<Delivery> deliveries = new ArrayList<>();
    for (int n = 0; n < EVENTS; n += AT_ONCE) {
      int from = n;
      opened
          .database()
          .write(
              connection -> {
                List<DueDelivery> due = new ArrayList<>();
                for (int i = from; i < from + AT_ONCE; i++) {
                  Event event = Event.of(type, "item " + i, Instant.now(), BodySnapshot.of(i));
                  due.addAll(opened.store().outbox().append(connection, event).due());
                }
                return due;
              })
          .forEach(due -> deliveries.add(due.delivery()));
    }
    return deliveries;
  }

  /** As they are after an attempt that was answered so. */
  private static List<Delivery> settle(
      OpenedStore opened, List<Delivery> all, ReceiverResponse answer) {
    List<Delivery> after = new ArrayList<>();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Settlement> settlements =
          all.subList(from, Math.min(from + AT_ONCE, all.size())).stream()
              .map(delivery -> settlement(delivery, answer))
              .toList();
      opened.store().settlements().settle(settlements);
    }
    all.forEach(one -> after.add(opened.store().deliveryActions().find(one.id()).orElseThrow()));
    return after;
  }

  private static Settlement settlement(Delivery delivery, ReceiverResponse answer) {
    Instant now = Instant.now();
    Outcome outcome =
        answer.success() ? new Outcome.Accepted(answer) : new Outcome.Rejected(answer);
    DeliveryState next =
        answer.success()
            ? new DeliveryState.Delivered(now)
            : delivery.attempts() < 2
                ? new DeliveryState.Pending(now)
                : new DeliveryState.Exhausted(now);
    Attempt attempt = new Attempt(delivery.attempts() + 1, now, Duration.ofMillis(5), outcome);
    return new Settlement(delivery, attempt, next, WebhookHealth.NONE, Optional.empty());
  }

  /** Lets half of the log go by size, and says how much of what it may take it takes then. */
  private static void keep(OpenedStore opened, Map<String, Object> more) {
    long allowed = disk(opened, "sqlite") / 2;
    Surplus surplus = opened.store().retention().surplus(allowed);
    while (surplus.rows() > 0) {
      int batch = (int) Math.min(surplus.rows(), 500);
      Purged purged = opened.store().retention().purge(surplus.endedBefore(), batch);
      surplus = surplus.less(purged.deliveries());
      if (surplus.rows() == 0) {
        // what is left may weigh more each than what went first
        surplus = opened.store().retention().surplus(allowed);
      }
    }
    more.put("keptOfAllowedPercent", 100 * disk(opened, "sqlite") / allowed);
  }
}
