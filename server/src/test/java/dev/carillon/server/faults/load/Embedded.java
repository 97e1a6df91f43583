package dev.carillon.server.faults.load;

import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.FanOut;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The core inside this process, on a SQLite file, with the server's sender. */
public final class Embedded implements AutoCloseable {

  private final SqliteDatabase database;
  private final Store store;
  private final HooksEngine hooks;

  private Embedded(SqliteDatabase database, DeliveryPolicy policy) {
    InstantSource clock = EngineClock.startingAt(Instant.now());
    this.database = database;
    this.store = SqliteStore.open(database, new TestCipher(), SubjectFilter::read, clock);
    this.hooks =
        HooksEngine.start(
            new HooksConfig(
                store.ports(),
                Senders.ofTheServer(),
                new HooksConfig.Clocks(Clock.systemUTC(), clock),
                policy,
                Duration.ofDays(30),
                "Carillon/test",
                HooksListener.NONE));
  }

  /** A new store in this directory, and the engine on it. */
  public static Embedded in(Path directory, DeliveryPolicy policy) {
    SqliteDatabase database = SqliteDatabase.open(directory.resolve("carillon.db"));
    Tables.make(database);
    return new Embedded(database, policy);
  }

  /** Registers a webhook for the events of one subject. */
  public Webhook webhook(String url, String subject, WebhookLimits limits) {
    Webhook.Subscription subscription =
        new Webhook.Subscription(
            List.of(Notes.TYPE), List.of(), new SubjectFilter(subject), Projection.DEFAULT);
    Webhook plain = Webhook.of(subject, url, subscription, Instant.now());
    Webhook webhook = plain.toBuilder().limits(limits).build();
    store.webhooks().add(webhook);
    hooks.webhooksChanged();
    return webhook;
  }

  /** Records events in one transaction. Nobody is told yet. */
  public List<Receipt> record(List<Event> events) {
    List<FanOut> fanOuts = events.stream().map(store.outbox()::fanOut).toList();
    return database.write(
        connection -> {
          List<Receipt> receipts = new ArrayList<>();
          for (FanOut fanOut : fanOuts) {
            receipts.add(store.outbox().append(connection, fanOut));
          }
          return receipts;
        });
  }

  /** Hands over what was recorded. */
  public void committed(List<Receipt> receipts) {
    receipts.forEach(hooks::committed);
  }

  /** How many deliveries of a webhook are in this state. */
  public long count(Webhook webhook, String state) {
    return new WebhookDeliveries(store.log(), webhook.id()).counts().getOrDefault(state, 0L);
  }

  /** The engine. */
  public HooksEngine hooks() {
    return hooks;
  }

  /** The store. */
  public Store store() {
    return store;
  }

  @Override
  public void close() {
    hooks.close();
    database.close();
  }
}
