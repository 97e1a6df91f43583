package dev.carillon.server.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import dev.carillon.server.operations.metrics.ChangeMetrics;
import dev.carillon.server.operations.metrics.MeteredDatabase;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.jetty.RawHttp;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Every metric that a document, an alert or a board names is there, and moves. */
class MetricsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What only trouble or another node moves, and the garbage collector. */
  private static final Set<String> MOVED_BELOW =
      Set.of(
          "events_refused_total",
          "db_failures_total",
          "claims_reclaimed_total",
          "cpu_queue_tasks",
          "cpu_refused_total",
          "passwords_queue_tasks",
          "passwords_refused_total",
          "jvm_gc_pause_seconds");

  /** With one node it is 0 but for moments; {@code IndexFollowerTest} sees it grow. */
  private static final Set<String> MOVED_BY_OTHER_NODES = Set.of("search_index_behind");

  /** {@code MailTest} of {@code api} moves them. */
  private static final Set<String> MOVED_BY_MAILS =
      Set.of("emails_sent_total", "emails_refused_total");

  /** {@code AlertsTest} of {@code api} moves them. */
  private static final Set<String> MOVED_BY_ALERTS =
      Set.of("alerts_active", "alerts_messages_sent_total", "alerts_messages_failed_total");

  @TempDir private Path home;

  @Test
  void everyDocumentedMetricIsThereAndMoves() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    ScriptedReceiver.Script slow =
        (request, out, socket) -> {
          await(answer);
          return ScriptedReceiver.Script.status(204).answer(request, out, socket);
        };
    try (ScriptedReceiver good = ScriptedReceiver.answering(204);
        ScriptedReceiver bad = ScriptedReceiver.answering(404);
        ScriptedReceiver held = ScriptedReceiver.start(slow);
        OperationsServer server = OperationsServer.in(home, "webHooksAllowedNetworks=10.0.0.0/8")) {
      Scrape before = scrape(server);
      String creates = "\"eventTypes\":[\"asset_create\"]";
      server.webhook("good", good.url(), creates);
      server.webhook("bad", bad.url(), creates);
      server.webhook("blocked", "http://10.1.2.3:9/", creates);
      server.webhook("held", held.url(), creates + ",\"maxConcurrent\":1");
      // made for the example only
      server.webhook(
          "shaped",
          good.url(),
          creates + ",\"template\":\"assetId = '2n-UzMFgate9nAwg8zLXCs' ? {'a': 1} : 5\"");
      server.json("DELETE", "/api/properties/webHooksAllowedNetworks", "", 200);
      server.json(
          "POST",
          "/services/admin/webhook",
          "{\"name\":\"fetched\",\"delivery\":\"pull\"," + creates + "}",
          201);
      for (int i = 0; i < 3; i++) {
        server.asset("/m/" + i + ".txt");
      }
      server.anonymous().form("/services/login", "username", "admin", "password", "wrong");
      server.json(
          "POST",
          "/api/tests",
          "{\"url\":\"%s\",\"authentication\":{\"type\":\"oauth2\",\"tokenUrl\":\"%s\","
                  .formatted(good.url(), bad.url())
              + "\"clientId\":\"c\",\"clientSecret\":\"s\"}}",
          200);
      for (int i = 0; i < 3; i++) {
        good.next(PATIENCE);
        bad.next(PATIENCE);
      }
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> server.get("/api/events?after=now&type=folder_remove&wait=10"));
      Set<String> moved = new TreeSet<>();
      Await.until(
          () -> "everything moved, but " + missing(moved),
          () -> {
            moved.addAll(scrape(server).moved(before));
            if (moved.contains("queue_oldest_due_age_seconds")) {
              answer.countDown();
            }
            return missing(moved).isEmpty();
          });

      waiting.join();
      Scrape after = scrape(server);
      assertThat(after.value("events_accepted_total{type=\"asset_create\"}")).isEqualTo(3);
      assertThat(after.value("attempts_total{error_class=\"http_4xx\",outcome=\"rejected\"}"))
          .isEqualTo(3);
      assertThat(after.value("ssrf_blocked_total{reason=\"address\"}")).isGreaterThanOrEqualTo(3);
      assertThat(after.value("login_failures_total")).isEqualTo(1);
      assertThat(after.value("operational_events_total{type=\"webhook.exhausted\"}")).isEqualTo(3);
      documented()
          .forEach(
              (name, type) -> {
                if (!name.startsWith("jvm_gc")) {
                  assertThat(after.types()).as(name).containsEntry(name, type);
                }
              });
    }
  }

  @Test
  void troubleMovesTheRest() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (Metrics metrics = new Metrics();
        CpuPool pool =
            new CpuPool("test", "busy", new CpuPool.Limits(1, 1, 1, Duration.ofMinutes(1)))) {
      metrics.pool("cpu", "Work", pool::waiting, pool::refused);
      metrics.pool("passwords", "Work", pool::waiting, pool::refused);
      Scrape before = Scrape.of(metrics.text());
      new ChangeMetrics(metrics).countRefused(HooksException.Code.STORE_FULL);
      List<HooksException> heard = new ArrayList<>();
      Database failing = new MeteredDatabase(new Failing(), metrics, heard::add);
      assertThatThrownBy(() -> failing.read(connection -> 1)).isInstanceOf(HooksException.class);
      assertThatThrownBy(() -> failing.write(connection -> 1)).isInstanceOf(HooksException.class);
      assertThat(heard).hasSize(2);
      Lease lease = new TakenOver();
      metrics.counter("claims.reclaimed", "as in the server", lease::takenOver);
      System.gc();
      overfill(pool, done);
      Await.until(
          "all moved", () -> Scrape.of(metrics.text()).moved(before).containsAll(MOVED_BELOW));

      Scrape after = Scrape.of(metrics.text());
      assertThat(after.value("events_refused_total{reason=\"store_full\"}")).isEqualTo(1);
      assertThat(after.value("db_failures_total{reason=\"store_unavailable\"}")).isEqualTo(2);
      assertThat(after.value("claims_reclaimed_total")).isEqualTo(7);
      assertThat(after.value("cpu_queue_tasks")).isEqualTo(1);
      assertThat(after.value("cpu_refused_total")).isEqualTo(1);
      done.countDown();
    }
  }

  /** One task runs, one waits, and one is refused. */
  private static void overfill(CpuPool pool, CountDownLatch done) throws InterruptedException {
    InetAddress from = InetAddress.getLoopbackAddress();
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<String> held =
        () -> {
          begun.countDown();
          await(done);
          return "done";
        };
    Thread.ofVirtual().start(() -> pool.run(from, held));
    begun.await();
    Thread.ofVirtual().start(() -> pool.run(from, held));
    Await.until("one waits", () -> pool.waiting() == 1);
    assertThatThrownBy(() -> pool.run(from, held)).isInstanceOf(Problem.class);
  }

  @Test
  void onlyThisMachineReadsThemWithoutLogIn() throws Exception {
    try (OperationsServer server = OperationsServer.in(home)) {
      TestResponse open = server.anonymous("/metrics");
      assertThat(open.status()).isEqualTo(200);
      assertThat(open.whole().headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain;version=0.0.4"));
      assertThat(server.anonymous("/metrics", "X-Forwarded-For", "203.0.113.9").status())
          .isEqualTo(401);
      assertThat(server.anonymous("/metrics", "Forwarded", "for=203.0.113.9").status())
          .isEqualTo(401);
      int port = URI.create(server.url()).getPort();
      for (String ours : List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST:80")) {
        assertThat(called(ours, port)).as(ours).isEqualTo(200);
      }
      // whoever owns a name can make it mean this machine, for the browsers on it
      for (String theirs : List.of("evil.example", "localhost.evil.example:80", "1.evil.example")) {
        assertThat(called(theirs, port)).as(theirs).isEqualTo(401);
      }
    }
  }

  private static int called(String host, int port) {
    return RawHttp.exchange(port, "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status();
  }

  @Test
  void alertsAndTheBoardNameOnlyDocumentedMetrics() throws Exception {
    Object yaml =
        new Yaml().load(Files.readString(REPOSITORY.resolve("ops/prometheus/alerts.yml")));
    JsonNode rules = new ObjectMapper().valueToTree(yaml);
    List<String> expressions = new ArrayList<>();
    for (JsonNode group : rules.path("groups")) {
      for (JsonNode alert : group.path("rules")) {
        assertThat(alert.path("alert").asText()).startsWith("Carillon");
        assertThat(alert.path("annotations").path("summary").asText()).isNotEmpty();
        assertThat(alert.path("expr").asText()).isNotEmpty();
        expressions.add(alert.path("expr").asText());
      }
    }
    JsonNode board =
        new ObjectMapper()
            .readTree(Files.readString(REPOSITORY.resolve("ops/grafana/carillon.json")));
    board.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    assertThat(expressions).hasSizeGreaterThan(25).doesNotHaveDuplicates();

    Set<String> documented = new TreeSet<>(documented().keySet());
    documented.addAll(List.of("up", "jvm_memory_max_bytes"));
    Set<String> named = new TreeSet<>();
    expressions.forEach(expression -> named.addAll(metrics(expression)));
    assertThat(documented).containsAll(named);
    assertThat(named)
        .as("what the server counts itself is on the board or in an alert")
        .containsAll(
            documented.stream()
                .filter(name -> !name.startsWith("jvm_") && !name.startsWith("process_"))
                .toList());
  }

  /** Words that are neither functions, labels, texts nor times. */
  private static Set<String> metrics(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}|\\[[^]]*]", "")
            .replaceAll("\\bby\\s*\\([^)]*\\)", "")
            .replaceAll("[a-z_]+\\s*\\(", "(");
    return Pattern.compile("[a-z_]{2,}")
        .matcher(bare)
        .results()
        .map(MatchResult::group)
        .filter(word -> !Set.of("by", "and", "sum").contains(word))
        .map(word -> word.replaceFirst("_(bucket|count)$", ""))
        .collect(Collectors.toSet());
  }

  private static Set<String> missing(Set<String> moved) {
    try {
      Set<String> missing = new TreeSet<>(documented().keySet());
      missing.removeAll(moved);
      missing.removeAll(MOVED_BELOW);
      missing.removeAll(MOVED_BY_MAILS);
      missing.removeAll(MOVED_BY_ALERTS);
      missing.removeAll(MOVED_BY_OTHER_NODES);
      return missing;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The names in the document's table, with their types. */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> documented =
        Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\|")
            .matcher(Files.readString(REPOSITORY.resolve("docs/metrics.md")))
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    assertThat(documented).hasSizeGreaterThan(20);
    return documented;
  }

  private static Scrape scrape(OperationsServer server) {
    return Scrape.of(server.anonymous("/metrics").text());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** A database that cannot be reached. */
  private static final class Failing implements Database {
    @Override
    public Dialect dialect() {
      return new SqliteDialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away");
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away");
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }

  /** A lease with which seven deliveries came. */
  private static final class TakenOver implements Lease {
    @Override
    public Duration renewEvery() {
      return Duration.ofHours(1);
    }

    @Override
    public boolean renew() {
      return true;
    }

    @Override
    public long takenOver() {
      return 7;
    }

    @Override
    public void release() {
      // nobody waits for it
    }
  }
}
