package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.postgresql.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the store does to a pool that belongs to the host, and that leads to a URL. */
@Tag("long")
@Timeout(120)
class PoolLoansTest {

  /** A pool that looks for leaks reports a connection that is away for longer. */
  private static final Duration LEAK = Duration.ofSeconds(2);

  private static final Duration LOAD = LEAK.plusMillis(600);

  private final Sent sent = new Sent();
  private final HikariDataSource pool = new HikariDataSource();
  private final LoanedConnections loans = new LoanedConnections(pool);

  @AfterEach
  void close() {
    pool.close();
  }

  private Hooks start(int connections) {
    pool.setJdbcUrl(Server.ONE.url(Server.ONE.newDatabase()));
    pool.setMaximumPoolSize(connections);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(10_000);
    return builder().start();
  }

  private HooksBuilder builder() {
    return Hooks.builder(loans.dataSource()).key(HooksFixture.KEY).sender(sent);
  }

  @Test
  void noConnectionIsAwayForLongAndEachComesBackAsItWas() throws Exception {
    try (Hooks hooks = start(4)) {
      HooksFixture.register(hooks);
      load(hooks);
      int idle = 0;
      for (int look = 0; look < 20; look++) {
        Thread.sleep(50);
        idle += loans.away() == 0 ? 1 : 0;
      }
      assertThat(idle).as("looks at which no connection was away").isGreaterThan(10);
    }
    assertThat(loans.away()).isZero();
    assertThat(loans.longest()).isLessThan(LEAK);
    assertThat(loans.changed()).as("connections that came back otherwise").isZero();
  }

  /** Two threads write, one reads, all the time. */
  private static void load(Hooks hooks) throws Exception {
    long end = System.nanoTime() + LOAD.toNanos();
    List<Future<?>> threads = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 2; i++) {
        threads.add(executor.submit(() -> repeat(end, () -> HooksFixture.publish(hooks, "one"))));
      }
      threads.add(
          executor.submit(
              () ->
                  repeat(
                      end, () -> hooks.deliveries().list(DeliveryFilter.ALL, Cursor.NEWEST, 10))));
    }
    for (Future<?> thread : threads) {
      thread.get();
    }
  }

  private static void repeat(long end, Runnable work) {
    while (System.nanoTime() < end) {
      work.run();
    }
  }

  /** Recording in a transaction of the host's takes no other connection. */
  @Test
  void onePooledConnectionIsEnough() throws Exception {
    try (Hooks hooks = start(1)) {
      HooksFixture.register(hooks);
      for (String subject : List.of("one", "two")) {
        try (Connection connection = pool.getConnection()) {
          connection.setAutoCommit(false);
          publish(hooks, connection, subject);
          connection.commit();
        }
        assertThat(sent.body()).isEqualTo(HooksFixture.json(subject));
      }
    }
  }

  /** What the one before left is looked at over the one connection, too. */
  @Test
  void oneConnectionIsEnoughToStartAgain() throws Exception {
    try (Hooks hooks = start(1)) {
      HooksFixture.register(hooks);
      HooksFixture.publish(hooks, "one");
      assertThat(sent.body()).isEqualTo(HooksFixture.json("one"));
    }
    try (Hooks hooks = builder().start()) {
      HooksFixture.publish(hooks, "two");
      assertThat(sent.body()).isEqualTo(HooksFixture.json("two"));
    }
  }

  /** All threads of the engine look at webhooks that have just changed. */
  @Test
  void oneConnectionIsEnoughWhileWebhooksChange() throws Exception {
    try (Hooks hooks = start(1)) {
      AtomicInteger registered = new AtomicInteger();
      long end = System.nanoTime() + LOAD.toNanos();
      try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
        Future<?> publishing =
            executor.submit(() -> repeat(end, () -> HooksFixture.publish(hooks, "one")));
        Future<?> registering =
            executor.submit(() -> repeat(end, () -> register(hooks, registered)));
        publishing.get();
        registering.get();
      }
      assertThat(hooks.webhooks().list()).hasSize(registered.get());
    }
  }

  /** A program closes its pool next, and its log would tell of those that are in use. */
  @Test
  void noConnectionIsAwayOnceItIsClosed() throws Exception {
    Hooks hooks = start(4);
    HooksFixture.register(hooks);
    for (int round = 0; round < 5; round++) {
      long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
      try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
        List<DataSource> programs =
            List.of(hooks.dataSource(), hooks.dataSource(), loans.dataSource(), loans.dataSource());
        List<Future<?>> running = new ArrayList<>();
        for (DataSource program : programs) {
          Hooks used = hooks;
          running.add(executor.submit(() -> repeat(end, () -> publishAlone(used, program))));
        }
        for (Future<?> each : running) {
          each.get();
        }
      }
      hooks.close();
      assertThat(loans.away()).isZero();
      hooks = builder().start();
    }
    hooks.close();
  }

  /** In a transaction of its own. */
  private static void publishAlone(Hooks hooks, DataSource program) {
    try (Connection connection = program.getConnection()) {
      connection.setAutoCommit(false);
      publish(hooks, connection, "one");
      connection.commit();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void register(Hooks hooks, AtomicInteger registered) {
    String name = "shipping " + registered.incrementAndGet();
    hooks
        .webhooks()
        .register(WebhookRegistration.of(name, "https://e/hooks").types("order.placed"));
  }

  private static void publish(Hooks hooks, Connection connection, String subject)
      throws SQLException {
    hooks.publish(connection, "order.placed", subject, HooksFixture.json(subject));
  }
}
