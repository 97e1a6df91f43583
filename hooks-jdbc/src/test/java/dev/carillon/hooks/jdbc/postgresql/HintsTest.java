package dev.carillon.hooks.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.webhook.Webhook;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes hear of each other without asking. */
@Timeout(120)
class HintsTest {

  private final NodesFixture nodes = new NodesFixture();
  private TestNode north;
  private TestNode south;
  private Webhook ordered;

  @BeforeEach
  void open() {
    north = nodes.node("north");
    south = nodes.node("south");
    ordered = north.ordered("ordered");
    NodesFixture.agree(north, south);
  }

  @AfterEach
  void close() {
    north.store().lease().release();
    south.store().lease().release();
    nodes.close();
  }

  @Test
  void theOtherNodesHearOfWhatWasChanged() throws Exception {
    Heard heard = new Heard();
    south.store().lease().listen(heard);
    heard.until("webhooks"); // it is connected
    heard.all.clear();

    TestNode holder = south.store().lease().view().sendsAll(ordered.id()) ? south : north;
    (holder.equals(south) ? north : south).record("one");
    if (holder.equals(south)) {
      heard.until("due " + ordered.id().value());
    }
    DueDelivery due = holder.inSequence(ordered).getFirst();
    north.store().deliveryActions().retryNow(due.delivery().id());
    heard.until("cancelled " + ordered.id().value());
    holder.settle(due);
    north.store().deliveryActions().redeliver(due.delivery().id());
    heard.until("redelivered " + ordered.id().value());
    north.store().webhooks().remove(ordered.id());
    heard.until("webhooks");
    nodes.node("west");
    heard.until("nodes");
    assertThat(south.store().lease().view().live()).hasSize(3);
  }

  /** Its own engine is woken without the database. */
  @Test
  void theHolderHearsOfItsOwnRowsOnceTheyAreCommitted() throws Exception {
    TestNode holder = south.store().lease().view().sendsAll(ordered.id()) ? south : north;
    Heard heard = new Heard();
    holder.store().lease().listen(heard);
    heard.until("webhooks");
    heard.all.clear();
    holder.record("one");
    assertThat(heard.all).contains("due " + ordered.id().value());
  }

  @Test
  void aConnectionThatIsLostIsOpenedAgain() throws Exception {
    Heard heard = new Heard();
    south.store().lease().listen(heard);
    heard.until("webhooks");
    heard.all.clear();
    Server.ONE.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where query like 'listen carillon_hooks%'");
    heard.until("webhooks");
  }

  /** However long the database is away: it connects again within the same time. */
  @Test
  void theRestBeforeTheNextConnectionHasALimit() {
    Duration pause = Duration.ofSeconds(1);
    for (int failures = 0; failures < 100; failures++) {
      pause = HintListener.next(pause, false);
    }
    assertThat(pause).isEqualTo(Duration.ofSeconds(30));
    assertThat(HintListener.next(pause, true)).isEqualTo(Duration.ofSeconds(1));
  }

  /** No connection waits for hints that nobody takes. */
  @Test
  void theConnectionEndsWithTheNode() throws Exception {
    Heard heard = new Heard();
    south.store().lease().listen(heard);
    heard.until("webhooks");
    assertThat(listening()).isEqualTo(1);
    south.store().lease().release();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (listening() > 0 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(listening()).isZero();
  }

  /** A pool of the embedding program logs each connection that ends while it is lent. */
  @Test
  void aPoolGetsItsConnectionBackAsItCame() throws Exception {
    String name = Server.ONE.newDatabase();
    List<String> calls = new CopyOnWriteArrayList<>();
    try (HikariDataSource pool = Server.ONE.pool(name);
        Database database = PostgresDatabase.on(pool, TableNames.PLAIN, recorded(pool, calls))) {
      Store store =
          PostgresStore.open(
              database,
              new TestCipher(),
              SubjectFilter::read,
              new ManualClock(),
              Node.named("pooled"));
      Heard heard = new Heard();
      store.lease().listen(heard);
      heard.until("webhooks");
      long began = System.nanoTime();
      store.lease().release();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
      assertThat(calls).doesNotContain("abort").endsWith("close");
    }
  }

  /** The same connections, which record what is called on them. */
  private static DataSource recorded(DataSource pool, List<String> calls) {
    return proxy(
        DataSource.class,
        (self, method, arguments) ->
            method.invoke(pool, arguments) instanceof Connection lent
                ? proxy(
                    Connection.class,
                    (inner, called, with) -> {
                      calls.add(called.getName());
                      return called.invoke(lent, with);
                    })
                : pool);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(HintsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private long listening() {
    return north
        .database()
        .read(
            connection ->
                Sql.number(
                    connection,
                    "select count(*) from pg_stat_activity"
                        + " where datname = current_database() and query like 'listen %'"));
  }

  @Test
  void whoeverHearsNothingFindsAllOfItByAsking() {
    TestNode holder = south.store().lease().view().sendsAll(ordered.id()) ? south : north;
    (holder.equals(south) ? north : south).record("one");
    assertThat(holder.store().due().earliestDue()).containsOnlyKeys(ordered.id());
    assertThat(holder.subjectsInSequence(ordered)).containsExactly("one");
    nodes.node("west");
    assertThat(north.store().lease().renew()).isTrue();
    assertThat(north.store().lease().view().live()).hasSize(3);
  }

  /** Keeps what it hears. */
  private static final class Heard implements NodeHints {

    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    void until(String wanted) throws InterruptedException {
      String heard = "";
      while (!wanted.equals(heard)) {
        heard = all.poll(60, TimeUnit.SECONDS);
        assertThat(heard).as("waiting for '%s'", wanted).isNotNull();
      }
    }

    @Override
    public void nodesChanged() {
      all.add("nodes");
    }

    @Override
    public void webhooksChanged() {
      all.add("webhooks");
    }

    @Override
    public void madeDue(Webhook.Id webhook) {
      all.add("due " + webhook.value());
    }

    @Override
    public void cancelled(Webhook.Id webhook) {
      all.add("cancelled " + webhook.value());
    }

    @Override
    public void redelivered(Webhook.Id webhook) {
      all.add("redelivered " + webhook.value());
    }
  }
}
