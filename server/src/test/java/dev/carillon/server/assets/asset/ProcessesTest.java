package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes: what is told of calls with {@code async=true}, and how they are cancelled. */
class ProcessesTest {

  private static final String INFO = "/services/process/info";
  private static final String CANCEL = "/services/process/cancel";

  @TempDir private Path home;
  private AssetsFixture assets;
  private Blocking blocking;

  @BeforeEach
  void open() {
    assets = new AssetsFixture(home);
    blocking = new Blocking(assets.database);
    assets.jobs.add(blocking);
  }

  @AfterEach
  void close() {
    blocking.goOn.countDown();
    assets.close();
  }

  private String begun(String path, String... params) {
    return assets.call(path, params).path("processId").asText();
  }

  private JsonNode info(String id) {
    return assets.call(INFO, "processId", id);
  }

  /** All turns are taken: what is begun now waits. */
  private void busy() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      assets.jobs.start(Job.of(Ids.random(), blocking.name(), "zoe", "", List.of("a")));
    }
    assertThat(blocking.begun.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private void refused(int status, String path, FakeCall call) {
    assertThatThrownBy(() -> assets.call(path, call))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(status));
  }

  @Test
  void eachKindIsToldWithItsNameAndItsCounts() {
    String id = assets.create("/a/one.txt");
    assets.create("/a/two.txt");
    List<List<String>> rows =
        List.of(
            List.of(begun("/services/updatebulk", "q", "*:*", "title", "x", "async", "true"), "2"),
            List.of(begun("/services/copy", "source", "/a", "target", "/b", "async", "1"), "2"),
            List.of(
                begun("/services/copy", "source", "/a/one.txt", "target", "/c.txt", "async", "1"),
                "1"),
            List.of(begun("/services/move", "source", "/b", "target", "/d", "async", "true"), "2"),
            List.of(
                begun("/services/move", "source", "/c.txt", "target", "/e.txt", "async", "true"),
                "1"),
            List.of(begun("/services/remove", "ids", id + ",none", "async", "true"), "1"),
            List.of(begun("/services/remove", "folderPath", "/none", "async", "true"), "0"));
    List<String> names = List.of("updatebulk", "copy", "copy", "move", "move", "remove", "remove");
    for (int i = 0; i < rows.size(); i++) {
      String count = rows.get(i).get(1);
      String errors = i == 5 ? "1" : "0";
      JsonNode told = info(rows.get(i).getFirst());
      String total = String.valueOf(Integer.parseInt(count) + Integer.parseInt(errors));
      assertThat(told.path("startedAt").asLong()).isPositive();
      assertThat(told.path("endedAt").asLong()).isPositive();
      assertThat(told.toString().replaceAll("At\":[0-9]+", "At\":0"))
          .isEqualTo(
              """
              {"processId":"%s","name":"%s","state":"completed","processedCount":%s,\
              "errorCount":%s,"totalCount":%s,"progress":100,"cancelable":false,\
              "startedBy":"ann","startedAt":0,"endedAt":0,\
              "result":{"processedCount":%s,"errorCount":%s},"message":""}\
              """
                  .formatted(
                      rows.get(i).getFirst(), names.get(i), count, errors, total, count, errors));
    }
  }

  @Test
  void onlyItsStarterAndSuperUsersSeeAProcess() {
    String id = begun("/services/remove", "ids", "none", "async", "true");
    FakeCall other = FakeCall.of("processId", id).by("ben", "ROLE_USER");
    refused(404, INFO, other);
    refused(404, CANCEL, other);
    FakeCall root = FakeCall.of("processId", id).by("root", "ROLE_USER", "ROLE_SUPERUSER");
    assertThat(assets.call(INFO, root).path("startedBy").asText()).isEqualTo("ann");
    refused(404, INFO, FakeCall.of("processId", Ids.random()));
    refused(404, INFO, FakeCall.of("processId", "' or 1=1 --"));
    refused(400, INFO, FakeCall.of());
    refused(400, CANCEL, FakeCall.of("processId", ""));
  }

  @Test
  void whatHasEndedIsToldForAnHour() {
    String id = begun("/services/remove", "ids", "none", "async", "true");
    ended(id, Instant.now().minus(Duration.ofMinutes(59)));
    assertThat(info(id).path("state").asText()).isEqualTo("completed");
    assertThat(assets.call(CANCEL, "processId", id)).isEqualTo(info(id));
    ended(id, Instant.now().minus(Duration.ofMinutes(61)));
    refused(404, INFO, FakeCall.of("processId", id));
    refused(404, CANCEL, FakeCall.of("processId", id));
  }

  private void ended(String id, Instant at) {
    String sql = "update jobs set ended_at = ? where id = ?";
    assets.database.<Integer>write(c -> Sql.update(c, sql, at.toEpochMilli(), id));
  }

  @Test
  void aCancelledMoveLeavesEachAssetInAFolderThatIsThere() throws Exception {
    for (int i = 0; i < 250; i++) {
      assets.create("/a/s" + i % 3 + "/" + i + ".txt");
    }
    busy();
    String id = begun("/services/move", "source", "/a", "target", "/b", "async", "true");
    JsonNode waiting = info(id);
    assertThat(waiting.path("state").asText()).isEqualTo("running");
    assertThat(waiting.path("cancelable").asBoolean()).isTrue();
    assertThat(waiting.path("processedCount").asInt()).isEqualTo(200);
    assertThat(waiting.path("totalCount").asInt()).isEqualTo(250);
    assertThat(waiting.path("progress").asInt()).isEqualTo(80);
    assertThat(waiting.path("result").isNull()).isTrue();

    JsonNode cancelled = assets.call(CANCEL, "processId", id);

    assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
    assertThat(cancelled.path("cancelable").asBoolean()).isFalse();
    assertThat(cancelled.path("result").toString())
        .isEqualTo("{\"processedCount\":200,\"errorCount\":0}");
    assertThat(info(id)).isEqualTo(cancelled);
    assertThat(assets.call(CANCEL, "processId", id)).isEqualTo(cancelled);
    List<String> stayed = assets.paths().stream().filter(path -> path.startsWith("/a/")).toList();
    assertThat(assets.paths()).hasSize(250);
    assertThat(stayed).hasSize(50);
    assertThat(assets.folders())
        .contains("/b/s0", "/b/s1", "/b/s2")
        .containsAll(stayed.stream().map(at -> at.substring(0, at.lastIndexOf('/'))).toList());
    blocking.goOn.countDown();
    assertThat(assets.call("/services/move", "source", "/a", "target", "/z").toString())
        .as("what stayed can be moved")
        .isEqualTo("{\"processedCount\":50,\"errorCount\":0}");
  }

  @Test
  void aProcessThatIsAtABatchIsCancelledAfterIt() throws Exception {
    Job job = Job.of(Ids.random(), blocking.name(), "ann", "", List.of("a"));
    assets.jobs.start(job);
    blocking.begun();
    Thread later =
        Thread.startVirtualThread(
            () -> {
              while (!info(job.id()).path("state").asText().equals("cancelling")) {
                Thread.onSpinWait();
              }
              blocking.goOn.countDown();
            });
    JsonNode cancelled = assets.call(CANCEL, "processId", job.id());
    later.join();
    assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
    assertThat(cancelled.path("processedCount").asInt()).isEqualTo(1);
  }

  @Test
  void aUserHasSoManyUnderWayAndNoMore() throws Exception {
    busy();
    Job first = Job.of(Ids.random(), blocking.name(), "ann", "", List.of("a"));
    assets.jobs.start(first);
    for (int i = 1; i < assets.jobs.places().perUser(); i++) {
      assets.jobs.start(Job.of(Ids.random(), blocking.name(), "ann", "", List.of("a")));
    }
    refused(429, "/services/remove", FakeCall.of("ids", "none", "async", "true"));
    refused(429, "/services/move", FakeCall.of("source", "/a", "target", "/b", "async", "true"));
    assertThat(assets.call("/services/remove", "ids", "none").path("errorCount").asInt())
        .as("what is done at once needs no place")
        .isEqualTo(1);
    assertThat(assets.jobs.places().take("ann")).isEmpty();
    assertThat(assets.call(CANCEL, "processId", first.id()).path("state").asText())
        .isEqualTo("cancelled");
    assertThat(assets.jobs.places().take("ann")).isPresent();
  }

  /** Does nothing until it may. */
  private static final class Blocking implements JobKind {

    final CountDownLatch begun = new CountDownLatch(4);
    final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean any;
    private final Database database;

    Blocking(Database database) {
      this.database = database;
    }

    @Override
    public String name() {
      return "blocking";
    }

    void begun() throws InterruptedException {
      while (!any) {
        Thread.sleep(5);
      }
    }

    @Override
    public void batch(Job job, List<String> ids, Recorder recorder) {
      any = true;
      begun.countDown();
      try {
        assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      database.write(
          connection -> {
            recorder.record(connection, ids.size(), 0);
            return true;
          });
    }
  }
}
