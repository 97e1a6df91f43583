package dev.carillon.hooks.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestSettlements;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.jdbc.transaction.DirectReads;
import dev.carillon.hooks.jdbc.transaction.Faults;
import dev.carillon.hooks.jdbc.transaction.StoreThreads;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of which nobody knows whether they were made: memory says what the database does. */
class LostCommitTest {

  private static final String LOST = "lost";
  private static final EventType TYPE = new EventType("asset_create");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private volatile Loss loss = Loss.NONE;
  private Lossy database;
  private SqliteStore.Opened opened;
  private Store store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    Path file = folder.resolve("lost.db");
    SqliteFixture.database(file).close();
    database = new Lossy(file);
    opened =
        SqliteStore.opened(
            database,
            Embedder.of(new TestCipher(), SubjectFilter::read),
            clock,
            StoreLimits.DEFAULT);
    store = opened.store();
    webhook =
        Webhook.of("any", "https://example.org", Webhook.Subscription.to(TYPE), clock.instant());
    store.webhooks().add(webhook);
  }

  @AfterEach
  void close() {
    StoreConsistency.check(database, opened.context());
    database.close();
  }

  @Test
  void anEventWhoseCommitWasMadeAfterAllIsOpen() {
    record();
    lost(Loss.AFTER, this::record);
    assertThat(due()).hasSize(2);
    record();
    assertThat(due()).hasSize(3);
  }

  @Test
  void anEventWhoseCommitWasNotMadeIsNotOpen() {
    record();
    lost(Loss.BEFORE, this::record);
    assertThat(due()).hasSize(1);
    record();
    assertThat(due()).hasSize(2);
  }

  @Test
  void aSettlementWhoseCommitWasMadeChangesNothingTheSecondTime() {
    Delivery delivery = record().delivery();
    record();
    lost(Loss.AFTER, () -> settle(delivery, 200));
    settle(delivery, 200);
    assertThat(store.attempts().of(delivery.id())).hasSize(1);
    assertThat(due()).hasSize(1);
  }

  @Test
  void aSettlementWhoseCommitWasNotMadeIsMadeTheSecondTime() {
    Delivery delivery = record().delivery();
    lost(Loss.BEFORE, () -> settle(delivery, 404));
    assertThat(due()).hasSize(1);
    settle(delivery, 404);
    assertThat(due()).isEmpty();
    assertThat(store.attempts().of(delivery.id())).hasSize(1);
  }

  @Test
  void aCancellationWhoseCommitWasMadeLeavesNothingToCancel() {
    record();
    record();
    lost(
        Loss.AFTER,
        () -> store.deliveryActions().cancel(due().getFirst().delivery().id(), clock.instant()));
    assertThat(store.deliveryActions().cancelPending(webhook.id(), clock.instant())).isEqualTo(1);
    assertThat(due()).isEmpty();
  }

  private DueDelivery record() {
    Event event = Event.of(TYPE, "s", clock.instant(), Snapshot.of(Payload.of("one")));
    return database.write(connection -> store.outbox().append(connection, event)).due().getFirst();
  }

  private void settle(Delivery delivery, int status) {
    store.settlements().settle(List.of(TestSettlements.ended(delivery, status, clock.instant())));
  }

  private List<DueDelivery> due() {
    return store.due().inSequence(webhook.id(), -1, 100);
  }

  private void lost(Loss when, Runnable work) {
    loss = when;
    try {
      assertThatThrownBy(work::run)
          .isInstanceOfSatisfying(
              HooksException.class,
              thrown -> assertThat(thrown.code()).isEqualTo(HooksException.Code.OUTCOME_UNKNOWN));
    } finally {
      loss = Loss.NONE;
    }
  }

  /** When a connection breaks. */
  private enum Loss {
    NONE,
    BEFORE,
    AFTER
  }

  /** A database whose connection breaks when it commits. */
  private final class Lossy implements Database {

    private final StoreThreads writer;
    private final DirectReads reads;

    Lossy(Path file) {
      this.writer = StoreThreads.writer("lossy", () -> breaking(file), new LostFaults());
      this.reads = new DirectReads(() -> connection(file), new LostFaults());
    }

    private static Connection connection(Path file) throws SQLException {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      connection.setAutoCommit(false);
      return connection;
    }

    private Connection breaking(Path file) throws SQLException {
      Connection behind = connection(file);
      return (Connection)
          Proxy.newProxyInstance(
              LostCommitTest.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                boolean commits = method.getName().equals("commit");
                if (commits && loss == Loss.BEFORE) {
                  throw new SQLException(LOST);
                }
                try {
                  return method.invoke(behind, args);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                } finally {
                  if (commits && loss == Loss.AFTER) {
                    throwLost();
                  }
                }
              });
    }

    private static void throwLost() throws SQLException {
      throw new SQLException(LOST);
    }

    @Override
    public Dialect dialect() {
      return new SqliteDialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return writer.run(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      return reads.read(work);
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  /** Whatever is lost leaves open whether it was committed. */
  private static final class LostFaults implements Faults {

    @Override
    public Optional<HooksException> storeFault(SQLException failure) {
      return LOST.equals(failure.getMessage())
          ? Optional.of(new HooksException(HooksException.Code.STORE_UNAVAILABLE, "lost", failure))
          : Optional.empty();
    }

    @Override
    public boolean leavesOpen(SQLException failureOfCommit) {
      return LOST.equals(failureOfCommit.getMessage());
    }
  }
}
