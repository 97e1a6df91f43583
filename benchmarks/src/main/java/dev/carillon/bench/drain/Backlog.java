package dev.carillon.bench.drain;

import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Deliveries that were recorded while nothing sent them. */
final class Backlog {

  private static final EventType CHANGED = new EventType("item.changed");
  private static final int WEBHOOKS = 4;
  private static final int EVENTS_AT_ONCE = 500;
  private static final String KIBIBYTE = "x".repeat(1000);

  private Backlog() {}

  /** A database in this folder, opened as it is. */
  static SqliteDatabase database(Path folder) {
    return SqliteDatabase.open(folder.resolve("backlog.db"));
  }

  static Store store(SqliteDatabase database, Path folder) throws IOException {
    return SqliteStore.open(database, AesSecretCipher.open(folder.resolve("secret.key")));
  }

  /** Records so many deliveries of about a kibibyte in a new database; what is owed. */
  static Ledger fill(Path folder, int deliveries, String url) throws IOException {
    Folder.empty(folder);
    Ledger owed = new Ledger();
    try (SqliteDatabase database = database(folder)) {
      Tables.make(database);
      Store store = store(database, folder);
      for (int n = 0; n < WEBHOOKS; n++) {
        store
            .webhooks()
            .add(Webhook.of("w" + n, url, Webhook.Subscription.to(CHANGED), Instant.now()));
      }
      while (owed.size() < deliveries) {
        record(database, store).forEach(due -> owed.add(Key.parse(due.delivery().id().value()), 0));
      }
    }
    return owed;
  }

  private static List<DueDelivery> record(SqliteDatabase database, Store store) {
    return database.write(
        connection -> {
          List<DueDelivery> due = new ArrayList<>();
          for (int n = 0; n < EVENTS_AT_ONCE; n++) {
            Snapshot body = Snapshot.of("{\"n\":" + n + ",\"text\":\"" + KIBIBYTE + "\"}");
            Event event = Event.of(CHANGED, "item-" + n, Instant.now(), body);
            Receipt receipt = store.outbox().append(connection, event);
            due.addAll(receipt.due());
          }
          return due;
        });
  }
}
