package dev.carillon.server.testing;

import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The store of a home with an embedded database, on which no server runs: what a test needs there
 * is recorded and settled as a server does it, and at a time that the test chooses.
 */
public final class StoppedStore implements AutoCloseable {

  private static final int AT_ONCE = 1_000;

  private final Instant now;
  private final Database database;
  private final Store store;

  /** Opens it; it is that time in there. */
  public StoppedStore(Path home, Instant now) throws IOException {
    this.now = now;
    AesSecretCipher cipher = AesSecretCipher.open(home.resolve("config").resolve("secret.key"));
    database = SqliteDatabase.open(home.resolve("data").resolve("carillon.db"));
    store =
        SqliteStore.open(
            database, cipher, EventFilterReader.TYPES_ONLY, Clock.fixed(now, ZoneOffset.UTC));
  }

  /** Records events with this text as their payload; what is to be sent of them. */
  public List<DueDelivery> record(String type, String text, int count) {
    List<DueDelivery> due = new ArrayList<>();
    for (int done = 0; done < count; done += AT_ONCE) {
      int some = Math.min(AT_ONCE, count - done);
      due.addAll(database.write(connection -> recorded(connection, type, text, some)));
    }
    return due;
  }

  private List<DueDelivery> recorded(Connection connection, String type, String text, int count)
      throws SQLException {
    List<DueDelivery> due = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Event event = Event.of(new EventType(type), "subject", now, new TextSnapshot(text));
      due.addAll(store.outbox().append(connection, event).due());
    }
    return due;
  }

  /** Delivers them at the first attempt. */
  public void deliver(List<DueDelivery> due) {
    for (int done = 0; done < due.size(); done += AT_ONCE) {
      store
          .settlements()
          .settle(
              due.subList(done, Math.min(due.size(), done + AT_ONCE)).stream()
                  .map(each -> delivered(each.delivery()))
                  .toList());
    }
  }

  private Settlement delivered(Delivery delivery) {
    return new Settlement(
        delivery,
        new Attempt(1, now, Duration.ofMillis(10), new Outcome.Accepted(ReceiverResponse.of(204))),
        new DeliveryState.Delivered(now),
        WebhookHealth.NONE.afterSuccess(now),
        Optional.empty());
  }

  @Override
  public void close() {
    store.lease().release();
    database.close();
  }
}
