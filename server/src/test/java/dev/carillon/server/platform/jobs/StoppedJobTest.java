package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is stopped before its turn, while the database is in trouble. */
final class StoppedJobTest {

  @TempDir private Path home;
  private final CountDownLatch begun = new CountDownLatch(4);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private Failing database;
  private JobRunner runner;

  @BeforeEach
  void open() throws Exception {
    database = new Failing(SqliteDatabase.open(home.resolve("jobs.db")));
    ServerTables.in(database);
    runner = new JobRunner(database, () -> Instant.EPOCH);
    runner.add(new Waiting());
  }

  @AfterEach
  void close() {
    runner.close();
    database.close();
  }

  @Test
  void itEndsAsSoonAsTheDatabaseWorksAgain() throws Exception {
    List<RunningJob> busy = IntStream.range(0, 4).mapToObj(i -> runner.start(job())).toList();
    begun.await();
    Job queued = job();
    RunningJob waiting = runner.start(queued);
    database.readsFail = true;
    assertThatThrownBy(() -> runner.stop(queued.id())).isInstanceOf(HooksException.class);
    database.readsFail = false;

    goOn.countDown();
    busy.forEach(RunningJob::await);
    Thread ended = Thread.startVirtualThread(waiting::await);
    assertThat(ended.join(Duration.ofSeconds(30))).as("somebody ends it").isTrue();
    assertThat(waiting.await().state()).isEqualTo(new Job.State.Stopped());
  }

  @Test
  void aJobWhoseStoreWasClosedWaitsForNothing() throws Exception {
    IntStream.range(0, 4).forEach(i -> runner.start(job()));
    begun.await();

    database.close();
    goOn.countDown();

    Await.until(Duration.ofSeconds(30), () -> runner.threads() == 0);
  }

  private static Job job() {
    return Job.of(Ids.random(), "waiting", "ann", "request", List.of("a"));
  }

  /** Does nothing until it may. */
  private final class Waiting implements JobKind {

    @Override
    public String name() {
      return "waiting";
    }

    @Override
    public void batch(Job job, List<String> ids, Recorder recorder) {
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

  /** A database whose reads fail now and then. */
  private static final class Failing implements Database {

    private final Database database;
    private volatile boolean readsFail;

    Failing(Database database) {
      this.database = database;
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return database.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      if (readsFail) {
        throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the store is away");
      }
      return database.read(work);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
