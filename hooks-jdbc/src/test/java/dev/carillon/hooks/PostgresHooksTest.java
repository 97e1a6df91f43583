package dev.carillon.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresHooksTest extends HooksRules {

  final HikariDataSource pool = Server.ONE.pool(Server.ONE.newDatabase());

  @Override
  HooksBuilder builder() {
    return Hooks.builder(pool);
  }

  @Override
  HooksBuilder elsewhere() {
    return builder().tablePrefix("other_");
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    assertThat(pool.isClosed()).as("the host's pool").isFalse();
    pool.close();
  }

  private static Connection begin(DataSource from) throws SQLException {
    Connection connection = from.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static Published publish(Hooks hooks, Connection connection, String subject)
      throws SQLException {
    return hooks.publish(connection, "order.placed", subject, json(subject));
  }

  @Test
  void aTransactionOfTheHostIsCommittedOrRolledBackWithItsEvent() throws Exception {
    Hooks hooks = start();
    register(hooks);
    try (Connection connection = begin(pool)) {
      assertThat(publish(hooks, connection, "lost").webhooks()).isEqualTo(1);
      connection.rollback();
      publish(hooks, connection, "kept");
      connection.commit();
    }
    assertThat(sent.body()).isEqualTo(json("kept"));
    try (Connection connection = begin(pool)) {
      publish(hooks, connection, "closed");
    }
    Thread.sleep(100);
    assertThat(sent.rest()).isEmpty();
  }

  /** Not even longer than a lease lasts would stop the others. */
  @Test
  void aLongWorkDelaysNoOther() throws Exception {
    Hooks hooks = start();
    register(hooks);
    publish(hooks, "warm");
    sent.body();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Published> slow =
          threads.submit(
              () ->
                  hooks.transaction(
                      connection -> {
                        Published published = publish(hooks, connection, "slow");
                        begun.countDown();
                        await(free);
                        return published;
                      }));
      begun.await();
      publish(hooks, "quick");
      assertThat(sent.bodyAtOnce()).isEqualTo(json("quick"));
      hooks.publish("order.placed", "alone", json("alone"));
      assertThat(sent.bodyAtOnce()).isEqualTo(json("alone"));
      assertThat(sent.rest()).isEmpty();
      free.countDown();
      slow.get();
    }
    assertThat(sent.bodyAtOnce()).isEqualTo(json("slow"));
  }

  @Test
  void whatACommitRefusesFailsNoOtherWork() throws Exception {
    Hooks hooks = start();
    register(hooks);
    hooks.transaction(
        connection ->
            connection
                .createStatement()
                .execute("create table once (id int unique deferrable initially deferred)"));
    int works = 20;
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(works);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < works; i++) {
        int id = i;
        threads.execute(
            () -> {
              ready.countDown();
              await(ready);
              try {
                hooks.transaction(connection -> placeOnce(hooks, connection, id));
              } catch (IllegalStateException why) {
                assertThat(why).hasMessageContaining("duplicate key");
                refused.incrementAndGet();
              }
            });
      }
    }
    assertThat(refused).hasValue(works / 5);
    assertThat(sent.bodies(works - works / 5)).doesNotContain(json("order 0"), json("order 5"));
    assertThat(sent.rest()).isEmpty();
  }

  /** Each fifth one has a row twice, which its commit refuses. */
  private static Published placeOnce(Hooks hooks, Connection connection, int id)
      throws SQLException {
    String twice = id % 5 == 0 ? ", (" + id + ")" : "";
    connection.createStatement().execute("insert into once values (" + id + ")" + twice);
    return publish(hooks, connection, "order " + id);
  }

  /** Each has a read, of which only some are made at a time. */
  @Test
  void manyEventsOfOneCommitAreLookedUpByFewThreads() throws Exception {
    Hooks hooks = start();
    register(hooks);
    int events = 300;
    try (Connection connection = hooks.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < events; i++) {
        publish(hooks, connection, "order " + i);
      }
      connection.commit();
    }
    assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection())
        .as("reads that wait for a connection")
        .isLessThan(10);
    assertThat(sent.bodies(events)).hasSize(events);
  }

  /** Neither a transaction manager nor the connection says when it is committed. */
  @Test
  void whatNothingTellsOfIsFoundSoonAfterTheCommit() throws Exception {
    Hooks hooks = start();
    register(hooks);
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      try (Connection connection = begin(pool)) {
        publish(hooks, connection, "order " + i);
        connection.commit();
      }
      long committed = System.nanoTime();
      assertThat(sent.body()).isEqualTo(json("order " + i));
      millis.add(Duration.ofNanos(System.nanoTime() - committed).toMillis());
    }
    millis.sort(null);
    assertThat(millis.get(millis.size() / 2)).as("milliseconds %s", millis).isLessThan(200);
  }

  @Test
  void aConnectionOfTheFacadesDataSourceTellsOfItsCommit() throws Exception {
    List<Runnable> asked = new ArrayList<>();
    Hooks hooks =
        start(builder().key(KEY).sender(sent).afterCommit((connection, task) -> asked.add(task)));
    register(hooks);
    try (Connection connection = hooks.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      publish(hooks, connection, "lost");
      connection.rollback();
      publish(hooks, connection, "one");
      connection.commit();
      assertThat(sent.bodyAtOnce()).isEqualTo(json("one"));
      publish(hooks, connection, "two");
      connection.setAutoCommit(true);
      assertThat(sent.bodyAtOnce()).isEqualTo(json("two"));
    }
    assertThat(asked).isEmpty();
    assertThat(sent.rest()).isEmpty();
  }

  @Test
  void aTransactionManagerTellsOfTheCommit() throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    Hooks hooks =
        start(builder().key(KEY).sender(sent).afterCommit((connection, task) -> tasks.add(task)));
    register(hooks);
    try (Connection connection = begin(pool)) {
      publish(hooks, connection, "one");
      connection.commit();
    }
    assertThat(tasks).hasSize(1);
    tasks.forEach(Runnable::run);
    assertThat(sent.bodyAtOnce()).isEqualTo(json("one"));
  }

  @Test
  void aConnectionWithoutATransactionIsRefused() throws Exception {
    Hooks hooks = start();
    register(hooks);
    try (Connection connection = pool.getConnection()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> publish(hooks, connection, "one"))
          .withMessageContaining("call setAutoCommit(false) before");
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      assertThatIllegalStateException()
          .isThrownBy(() -> publish(hooks, connection, "one"))
          .withMessageContaining("the connection is read-only");
    }
  }

  @Test
  void twoInOneProgramRecordAndSendAndEachSendsWhatTheOtherLeaves() throws Exception {
    Hooks first = start();
    register(first);
    Hooks second = start();
    assertThat(second.status().node()).isNotEqualTo(first.status().node());
    sent.answer(503);
    for (int i = 0; i < 20; i++) {
      publish(i % 2 == 0 ? first : second, "order " + i);
    }
    sent.bodies(20);
    first.close();
    sent.rest();
    sent.answer(200);
    assertThat(sent.bodies(20)).hasSize(20);
  }

  /** Each new instance starts before an old one ends, while all record. */
  @Test
  void instancesAreReplacedOneByOneWhileOthersRecord() throws Exception {
    Hooks running = start();
    register(running);
    int recorded = 0;
    for (int replaced = 0; replaced < 3; replaced++) {
      Hooks next = start();
      for (int i = 0; i < 20; i++) {
        publish(i % 2 == 0 ? running : next, "order " + recorded++);
      }
      try (Connection connection = begin(pool)) {
        publish(running, connection, "order " + recorded++);
        running.close();
        connection.commit();
      }
      running = next;
    }
    assertThat(sent.bodies(recorded)).hasSize(recorded);
  }

  @Test
  void anotherProcessSendsWithinASecondWhatOneOnlyRecords() throws Exception {
    Hooks sending = start();
    Hooks recording = start(builder().key(KEY).role(Role.RECORD_ONLY));
    register(recording);
    publish(recording, "warm");
    sent.body();
    for (int i = 0; i < 10; i++) {
      if (i % 2 == 0) {
        publish(recording, "order " + i);
      } else {
        try (Connection connection = begin(pool)) {
          publish(recording, connection, "order " + i);
          connection.commit();
        }
      }
      assertThat(sent.bodyAtOnce()).isEqualTo(json("order " + i));
    }
    assertThat(recording.status().sending()).isFalse();
    assertThat(recording.status().role()).isEqualTo(Role.RECORD_ONLY);
    assertThat(sending.status().sending()).isTrue();
  }

  @Test
  void whatIsOnlyRecordedWaitsForAProcessThatSends() throws Exception {
    Hooks recording = start(builder().key(KEY).role(Role.RECORD_ONLY));
    register(recording);
    publish(recording, "one");
    publish(recording, "two");
    start();
    assertThat(sent.bodies(2)).containsExactly(json("one"), json("two"));
    publish(recording, "three");
    assertThat(sent.body()).isEqualTo(json("three"));
  }

  /** None sends when it is recorded, and one that sends has started when it is committed. */
  @Test
  void whatIsCommittedAfterTheFirstSenderStartedIsFound() throws Exception {
    Hooks recording = start(builder().key(KEY).role(Role.RECORD_ONLY));
    register(recording);
    try (Connection connection = begin(pool)) {
      publish(recording, connection, "one");
      start();
      connection.commit();
    }
    assertThat(sent.body()).isEqualTo(json("one"));
  }

  @Test
  void oneThatOnlyRecordsManagesWebhooksAndDeliveries() throws Exception {
    start();
    Hooks recording = start(builder().key(KEY).role(Role.RECORD_ONLY));
    var id = register(recording);
    sent.answer(503);
    publish(recording, "one");
    sent.body();
    recording.webhooks().disable(id, "");
    publish(recording, "missed");
    recording.webhooks().enable(id);
    sent.answer(200);
    assertThat(recording.deliveries().recover(id, Instant.EPOCH)).isEqualTo(1);
    assertThat(sent.bodies(2)).containsExactlyInAnyOrder(json("missed"), json("one"));
  }

  @Test
  void aStartThatFailsHandsItsLeaseBack() throws Exception {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () ->
                start(
                    builder()
                        .key(KEY)
                        .decorateSender(
                            plain -> {
                              throw new UnsupportedOperationException();
                            })));
    try (Connection connection = pool.getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select count(*) from hooks_nodes where lease_until > clock_timestamp()")) {
      rows.next();
      assertThat(rows.getLong(1)).isZero();
    }
  }

  @Test
  void aConnectionOutsideTransactionsGoesBackAsItCame() throws Exception {
    OneByOne host = new OneByOne(pool);
    begin(host).close();
    try (PostgresDatabase database = PostgresDatabase.on(host);
        Connection separate = database.separate().orElseThrow()) {
      assertThat(separate.getAutoCommit()).isTrue();
    }
    try (Connection connection = host.getConnection()) {
      assertThat(connection.getAutoCommit()).isFalse();
    }
  }

  @Test
  void connectionsComeBackAsTheyWere() throws Exception {
    OneByOne host = new OneByOne(pool);
    String before = host.settings();
    Hooks hooks = start(Hooks.builder(host).key(KEY).sender(sent));
    register(hooks);
    publish(hooks, "one");
    sent.body();
    try (Connection connection = begin(host)) {
      publish(hooks, connection, "two");
      connection.commit();
      connection.setAutoCommit(true);
    }
    sent.body();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> hooks.transaction(c -> c.createStatement().execute("select nonsense from x")));
    hooks.close();
    assertThat(host.all()).as("settings of all connections").containsOnly(before);
  }
}
