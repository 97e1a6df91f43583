package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that take numbers in one order and commit in another. */
class PostgresJournalTest {

  private static final EventType CREATED = new EventType("asset_create");
  private static final int WRITERS = 5;
  private static final int EACH = 60;
  private static final int LOOKS = 20_000;

  /** A number that was set has an entry in the log; so has each that is taken after one. */
  private static final String TAKE =
      """
      do $$ begin
        for n in 1..100 loop
          perform setval('delivery_sequence', nextval('delivery_sequence'));
          perform count(*) from generate_series(1, 1000);
        end loop;
      end $$
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  ManualClock clock = new ManualClock();
  OpenPostgres database;
  Store store;

  @BeforeEach
  void open() {
    database = OpenPostgres.empty();
    store = database.store(clock, Node.named("tested"));
    store
        .webhooks()
        .add(Webhook.of("any", "https://e", Webhook.Subscription.to(CREATED), clock.instant()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aReaderPassesNothingThatComesLater() throws Exception {
    Set<String> committed = ConcurrentHashMap.newKeySet();
    List<String> read = new ArrayList<>();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        running.add(writers.submit(() -> write(committed)));
      }
      long place = 0;
      long end = System.nanoTime() + PATIENCE.toNanos();
      boolean complete = false;
      while (!complete && System.nanoTime() < end) {
        boolean done = running.stream().allMatch(Future::isDone);
        Journal.Page page = store.journal().after(place, Wanted.ALL, 7);
        page.events().stream().map(event -> event.id().value()).forEach(read::add);
        assertThat(page.events()).extracting(Recorded::sequence).isSorted();
        place = page.end();
        complete = done && read.size() >= committed.size();
        Thread.sleep(1);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(committed);
    assertThat(committed).hasSizeGreaterThan(WRITERS * EACH / 2);
  }

  @Test
  void whatWasRecordedAMomentAgoIsRead() throws SQLException {
    for (int n = 0; n < 100; n++) {
      long before = store.journal().newest();
      Event event = Event.of(CREATED, "s" + n, clock.instant(), new TextSnapshot("x"));
      try (Connection connection = database.pool().getConnection()) {
        connection.setAutoCommit(false);
        store.outbox().append(connection, event);
        connection.commit();
      }
      assertThat(store.journal().after(before, Wanted.ALL, 7).events())
          .as("after %d", n)
          .extracting(Recorded::id)
          .containsExactly(event.id());
    }
  }

  /**
   * For a moment PostgreSQL has a greater number in a sequence than it gives: the one up to which
   * it needs no further entry in its log.
   */
  @Test
  void theLastNumberIsNeverOneThatComesLater() throws Exception {
    var ended = new AtomicBoolean();
    try (ExecutorService takers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> taker = takers.submit(() -> takeNumbers(ended));
      try (Connection connection = TableNames.PLAIN.on(database.pool().getConnection())) {
        long before = 0;
        for (int n = 0; n < LOOKS; n++) {
          long last = SequenceNumbers.lastOf(connection);
          assertThat(last).isGreaterThanOrEqualTo(before);
          before = last;
        }
      } finally {
        ended.set(true);
      }
      taker.get();
    }
  }

  private boolean takeNumbers(AtomicBoolean ended) throws SQLException {
    try (Connection connection = TableNames.PLAIN.on(database.pool().getConnection())) {
      while (!ended.get()) {
        try (var statement = connection.createStatement()) {
          statement.execute(TAKE);
        }
      }
    }
    return true;
  }

  private boolean write(Set<String> committed) throws SQLException, InterruptedException {
    for (int n = 0; n < EACH; n++) {
      Event event = Event.of(CREATED, "s" + n, clock.instant(), new TextSnapshot("x"));
      boolean rolledBack = ThreadLocalRandom.current().nextInt(8) == 0;
      try (Connection connection = database.pool().getConnection()) {
        connection.setAutoCommit(false);
        if (n % 2 == 0) {
          // it has its transaction's id long before it takes a number
          try (var statement = connection.createStatement()) {
            statement.execute("select pg_current_xact_id()");
          }
          Thread.sleep(ThreadLocalRandom.current().nextInt(6));
        }
        store.outbox().append(connection, event);
        Thread.sleep(ThreadLocalRandom.current().nextInt(6));
        if (rolledBack) {
          connection.rollback();
        } else {
          committed.add(event.id().value());
          connection.commit();
        }
      }
    }
    return true;
  }
}
