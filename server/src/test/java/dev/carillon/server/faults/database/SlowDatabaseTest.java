package dev.carillon.server.faults.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D6: each query takes long, rows are locked by others, all connections wait. */
@Tag("long")
@Tag("faults")
@Tag("d6")
class SlowDatabaseTest {

  private static final Duration SLOW_FOR = Duration.ofSeconds(FaultRecord.scaled(8, 60));
  private static final Duration LOCKED_FOR = Duration.ofSeconds(FaultRecord.scaled(5, 30));

  /** The wait for a turn, the longest group, and its reads before, at half a second a query. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  @TempDir Path temp;

  private Postmaster postgres;
  private SlowProxy proxy;
  private DatabaseScenario scenario;

  @BeforeEach
  void start() throws Exception {
    postgres = Postmaster.in(temp.resolve("pg"));
    String direct = postgres.newDatabase("slow", "");
    proxy = SlowProxy.to(postgres.port());
    scenario =
        DatabaseScenario.through(
            temp.resolve("home"), Postmaster.url(proxy.port(), "slow"), direct);
  }

  @AfterEach
  void stop() throws Exception {
    scenario.close();
    proxy.close();
    postgres.close();
  }

  @Test
  void everybodyIsAnsweredInTimeThoughEachQueryTakesHalfASecond() throws Exception {
    scenario.work(16);
    int threads = Thread.activeCount();
    long since = System.nanoTime();
    proxy.delay(Duration.ofMillis(500));
    Thread.sleep(SLOW_FOR);
    int slowly = Thread.activeCount();
    proxy.delay(Duration.ZERO);
    Duration back = scenario.backToNormal();

    finish("d6.slow", since, back);
    assertThat(slowly).as("threads do not pile up").isLessThanOrEqualTo(threads + 10);
  }

  @Test
  void oneLockedRowKeepsOthersWaitingForSecondsOnly() throws Exception {
    String locked = scenario.newAsset();
    scenario.work(8);
    long since = System.nanoTime();
    Thread[] blocked = new Thread[8];
    try (Connection other = postgresConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.prepareStatement("select 1 from assets where id = ? for update")) {
        lock.setString(1, locked);
        assertThat(lock.executeQuery().next()).isTrue();
      }
      for (int i = 0; i < blocked.length; i++) {
        blocked[i] = Thread.ofVirtual().start(() -> quietly(locked));
      }
      // while the row is still locked, or it would be the lock's end that answers them
      Await.until(ANSWER_WITHIN, () -> Stream.of(blocked).noneMatch(Thread::isAlive));
      Thread.sleep(FaultRecord.longForm() ? LOCKED_FOR : Duration.ZERO);
      other.rollback();
    }
    Duration back = scenario.backToNormal();
    finish("d6.locked-row", since, back);
    assertThat(scenario.book().count(one -> one.refused() && one.change().asset().equals(locked)))
        .as("those who need the row are told to come again")
        .isEqualTo(blocked.length);
  }

  @Test
  void whereNoConnectionIsFreeCallersAreToldSo() throws Exception {
    scenario.work(32);
    int threads = Thread.activeCount();
    long since = System.nanoTime();
    try (Connection other = postgresConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("lock table users, assets in access exclusive mode");
      }
      Thread.sleep(LOCKED_FOR);
      assertThat(Thread.activeCount())
          .as("threads do not pile up")
          .isLessThanOrEqualTo(threads + 10);
      other.rollback();
    }
    Duration back = scenario.backToNormal();
    finish("d6.exhausted", since, back);
    assertThat(scenario.book().count(Asked::refused)).isPositive();
  }

  private Connection postgresConnection() throws Exception {
    return java.sql.DriverManager.getConnection(Postmaster.url(postgres.port(), "slow"));
  }

  private void quietly(String asset) {
    try {
      scenario.change(asset);
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(String test, long since, Duration back) throws Exception {
    scenario.rest();
    List<Long> took =
        scenario.book().asked().stream()
            .filter(one -> one.at() > since)
            .map(one -> one.took().toMillis())
            .sorted()
            .toList();
    scenario.check(test, Map.of("answerMillisMax", took.getLast(), "backMillis", back.toMillis()));
    assertThat(Duration.ofMillis(took.getLast())).isLessThan(ANSWER_WITHIN);
  }

  /** Passes bytes on, both ways; what a client sends in one go is held back for a while. */
  static final class SlowProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;

    private SlowProxy(ServerSocket listener, int target) {
      this.listener = listener;
      this.target = target;
    }

    static SlowProxy to(int port) throws IOException {
      SlowProxy proxy =
          new SlowProxy(new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), port);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    }

    int port() {
      return listener.getLocalPort();
    }

    /** Holds each question back for so long from now on. */
    void delay(Duration other) {
      delay = other;
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listener.accept();
          Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
          client.setTcpNoDelay(true);
          server.setTcpNoDelay(true);
          sockets.add(client);
          sockets.add(server);
          Thread.ofVirtual().start(() -> pass(client, server, true));
          Thread.ofVirtual().start(() -> pass(server, client, false));
        }
      } catch (IOException closed) {
        // the test is over
      }
    }

    private void pass(Socket from, Socket to, boolean slowly) {
      byte[] buffer = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
          if (slowly) {
            Thread.sleep(delay);
          }
          out.write(buffer, 0, count);
        }
      } catch (IOException | InterruptedException ended) {
        // so ends the other direction
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
