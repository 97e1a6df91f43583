package dev.carillon.hooks.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.OpenPostgres;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.SecretCipher;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A process that records, settles and cancels from many callers, and prints what it was told. */
final class SettlingProcess {

  static final EventType TYPE = new EventType("asset_create");
  static final SecretCipher OPEN = new OpenCipher();
  static final Node NODE = new Node("killed", Duration.ofSeconds(1), true);

  private static final int CALLERS = 12;

  private final Database database;
  private final Store store;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private SettlingProcess(Database database, Store store) {
    this.database = database;
    this.store = store;
  }

  /** Runs until it is killed; argument: a file, or the URL of a PostgreSQL database. */
  public static void main(String[] arguments) throws InterruptedException {
    Database database = database(arguments[0]);
    SettlingProcess process = new SettlingProcess(database, store(database));
    Thread last = Thread.currentThread();
    for (int i = 0; i < CALLERS; i++) {
      last = Thread.ofVirtual().start(process::goOn);
    }
    last.join();
  }

  static Database database(String place) {
    if (!place.startsWith("jdbc:")) {
      return SqliteDatabase.open(Path.of(place));
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(place);
    config.setMaximumPoolSize(4);
    return OpenPostgres.on(new HikariDataSource(config));
  }

  static Store store(Database database) {
    EventFilterReader filters = EventFilterReader.TYPES_ONLY;
    return database instanceof SqliteDatabase
        ? SqliteStore.open(database, OPEN, filters, Clock.systemUTC())
        : PostgresStore.open(database, OPEN, filters, Clock.systemUTC(), NODE);
  }

  private void goOn() {
    while (true) {
      Event event = Event.of(TYPE, "s", Instant.now(), Snapshot.of(Payload.of("one")));
      Delivery delivery =
          database
              .write(connection -> store.outbox().append(connection, event))
              .due()
              .getFirst()
              .delivery();
      out.println("recorded " + delivery.id() + ";");
      switch (ThreadLocalRandom.current().nextInt(5)) {
        case 0 -> {}
        case 1 -> cancel(delivery);
        case 2 -> settle(delivery, 503);
        default -> settle(delivery, 200);
      }
    }
  }

  private void cancel(Delivery delivery) {
    out.println("cancelling " + delivery.id() + ";");
    store.deliveryActions().cancel(delivery.id(), Instant.now());
    out.println("cancelled " + delivery.id() + ";");
  }

  private void settle(Delivery delivery, int status) {
    String end = status == 200 ? "delivered" : "exhausted";
    out.println("settling " + delivery.id() + ";");
    store.settlements().settle(List.of(TestSettlements.ended(delivery, status, Instant.now())));
    out.println(end + " " + delivery.id() + ";");
  }

  /** Two processes must read the same secrets. */
  private record OpenCipher() implements SecretCipher {

    @Override
    public byte[] encrypt(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decrypt(byte[] encrypted) {
      return new String(encrypted, StandardCharsets.UTF_8);
    }
  }
}
