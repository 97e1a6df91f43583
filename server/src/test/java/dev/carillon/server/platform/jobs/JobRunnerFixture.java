package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.Await;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runner of jobs on a store of its own. */
abstract class JobRunnerFixture {

  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path home;
  Database database;
  JobRunner runner;

  @BeforeEach
  void open() throws Exception {
    database = SqliteDatabase.open(home.resolve("jobs.db"));
    runner = new JobRunner(database, () -> NOW);
    ServerTables.in(database);
  }

  @AfterEach
  void close() {
    runner.close();
    database.close();
  }

  /** Closes the runner aside; returns when that waits for what is under way. */
  Thread stopping() throws InterruptedException {
    Thread stop = Thread.startVirtualThread(runner::close);
    while (stop.getState() != Thread.State.WAITING
        && stop.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(5);
    }
    return stop;
  }

  void awaitEnd(String id, Job.State end) {
    Await.until(() -> stored(id) + " is not " + end, () -> stored(id).state().equals(end));
  }

  static Job job(int count) {
    return Job.of(Ids.random(), "counting", "ann", "request", items(count));
  }

  static List<String> items(int count) {
    return IntStream.range(0, count).mapToObj(i -> "item" + i).toList();
  }

  Job stored(String id) {
    return database.read(c -> JobStore.find(c, id)).orElseThrow();
  }

  @FunctionalInterface
  interface BeforeBatch {
    void at(int number) throws InterruptedException;
  }
}
