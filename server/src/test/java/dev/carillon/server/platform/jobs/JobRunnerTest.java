package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.platform.database.ServerTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs: batches, ends, interruptions. */
final class JobRunnerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path home;
  private Database database;
  private JobRunner runner;

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

  @Test
  void batchesAreWorkedOffInOrderAndCounted() {
    Counting kind = new Counting();
    runner.add(kind);
    Job done = runner.start(job(450)).await();

    assertThat(kind.batches).containsExactly(200, 200, 50);
    assertThat(kind.items).isEqualTo(items(450));
    assertThat(kind.finished).hasValue(1);
    assertThat(done.progress()).isEqualTo(new Job.Progress(450, 405, 45));
    assertThat(stored(done.id())).isEqualTo(done);
    assertThat(done.state()).isEqualTo(new Job.State.Done());
  }

  @Test
  void aRefusalEndsTheJobAndSaysWhy() {
    Counting kind = new Counting();
    kind.refusesAt = 2;
    runner.add(kind);
    Job job = job(450);
    RunningJob running = runner.start(job);

    assertThatThrownBy(running::await).isInstanceOf(IllegalArgumentException.class);
    assertThat(stored(job.id()).state()).isEqualTo(new Job.State.Failed("refused"));
    assertThat(stored(job.id()).progress().position()).isEqualTo(200);
  }

  @Test
  void aDatabaseInTroubleIsToldToTheCallerAndTheJobGoesOn() throws Exception {
    Counting kind = new Counting();
    kind.troubleAt = 2;
    runner.add(kind);
    Job job = job(450);
    RunningJob running = runner.start(job);

    assertThatThrownBy(running::await).isInstanceOf(HooksException.class);
    awaitEnd(job.id());
    assertThat(stored(job.id()).progress()).isEqualTo(new Job.Progress(450, 405, 45));
    assertThat(kind.items).isEqualTo(items(450));
  }

  @Test
  void whatWasStoppedGoesOnWithTheNextRunner() throws Exception {
    Counting kind = new Counting();
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    kind.beforeBatch =
        number -> {
          if (number == 2) {
            second.countDown();
            goOn.await();
          }
        };
    runner.add(kind);
    Job job = job(450);
    RunningJob running = runner.start(job);
    second.await();
    Thread stop = stopping();
    goOn.countDown();
    stop.join();

    assertThatThrownBy(running::await).hasMessageContaining("after the next start");
    assertThat(stored(job.id()).progress().position()).isEqualTo(400);
    runner = new JobRunner(database, () -> NOW);
    runner.add(kind);
    runner.resume();
    awaitEnd(job.id());
    assertThat(kind.items).isEqualTo(items(450));
    assertThat(kind.finished).hasValue(1);
  }

  @Test
  void aBatchThatIsNotRecordedInFullEndsTheJob() {
    runner.add(
        new JobKind() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public void batch(Job job, List<String> ids, JobKind.Recorder recorder) {
            // records nothing
          }
        });
    Job job = job(10);
    assertThatThrownBy(runner.start(job)::await).hasMessageContaining("were recorded");
    assertThat(stored(job.id()).state()).isInstanceOf(Job.State.Failed.class);
  }

  @Test
  void aJobThatNobodyCanDoEndsAndSaysSo() {
    Job job = job(10);
    assertThatThrownBy(runner.start(job)::await).hasMessageContaining("'counting'");
    assertThat(stored(job.id()).state())
        .isEqualTo(new Job.State.Failed("There is no kind of job named 'counting'"));
  }

  @Test
  void oldOnesAreForgottenAndThoseThatRunAreNot() throws Exception {
    runner.add(new Counting());
    Job old = runner.start(job(1)).await();
    Job recent = job(1);
    database.write(
        connection -> {
          JobStore.insert(
              connection, recent.ended(new Job.State.Done()), NOW.plus(Duration.ofDays(20)));
          return true;
        });
    JobRunner later = new JobRunner(database, () -> NOW.plus(Duration.ofDays(31)));
    later.add(new Counting());
    later.resume();
    later.close();
    assertThat(database.<Boolean>read(c -> JobStore.find(c, old.id()).isPresent())).isFalse();
    assertThat(database.<Boolean>read(c -> JobStore.find(c, recent.id()).isPresent())).isTrue();
  }

  @Test
  void aWalkGoesStepByStepWaitsAndReports() {
    Steps steps = new Steps();
    runner.add(steps);
    Job done = runner.start(walk()).await();

    assertThat(steps.places).containsExactly("", "3", "6", "9");
    assertThat(done.progress()).isEqualTo(new Job.Progress(12, 4, 4, 4, "12"));
    assertThat(done.state()).isEqualTo(new Job.State.Done("at 12"));
    assertThat(stored(done.id())).isEqualTo(done);
    assertThat(runner.find(done.id()).orElseThrow().endedAt()).isEqualTo(NOW);
  }

  @Test
  void aWalkThatWasCutOffGoesOnWhereItWas() throws Exception {
    Steps steps = new Steps();
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    steps.beforeStep =
        number -> {
          if (number == 2) {
            second.countDown();
            goOn.await();
          }
        };
    runner.add(steps);
    Job job = walk();
    RunningJob running = runner.start(job);
    second.await();
    Thread stop = stopping();
    goOn.countDown();
    stop.join();
    assertThatThrownBy(running::await).hasMessageContaining("after the next start");
    assertThat(stored(job.id()).progress().place()).isEqualTo("6");

    runner = new JobRunner(database, () -> NOW);
    runner.add(steps);
    runner.resume();
    awaitEnd(job.id(), new Job.State.Done("at 12"));
    assertThat(steps.places).containsExactly("", "3", "6", "9");
  }

  @Test
  void aJobThatIsStoppedEndsAfterItsBatch() throws Exception {
    Steps steps = new Steps();
    Job job = walk();
    steps.beforeStep =
        number -> {
          if (number == 2) {
            assertThat(runner.stop(job.id())).isTrue();
            assertThat(stored(job.id()).state()).isEqualTo(new Job.State.Stopping());
          }
        };
    runner.add(steps);
    Job stopped = runner.start(job).await();
    assertThat(stopped.state()).isEqualTo(new Job.State.Stopped());
    assertThat(stopped.progress().place()).isEqualTo("6");
    assertThat(runner.stop(job.id())).isFalse();
    assertThat(runner.list(new ListedJob.Place(NOW.plusSeconds(1), ""), 10))
        .extracting(listed -> listed.job().state())
        .containsExactly(new Job.State.Stopped());
  }

  @Test
  @Timeout(60)
  void walksThatWaitKeepNoneFromItsTurn() {
    Set<String> there = ConcurrentHashMap.newKeySet();
    runner.add(
        new SteppedJobKind() {
          @Override
          public String name() {
            return "stepping";
          }

          @Override
          public Duration step(Job job, SteppedJobKind.Recorder recorder) {
            there.add(job.id());
            if (there.size() < 9) {
              return Duration.ofMillis(50);
            }
            database.write(
                connection -> {
                  recorder.record(connection, new Job.Step(1, 0, 0, "1", true));
                  return true;
                });
            return Duration.ZERO;
          }

          @Override
          public String report(Job job) {
            return "all were there";
          }
        });
    List<RunningJob> walks = IntStream.range(0, 9).mapToObj(i -> runner.start(walk())).toList();
    assertThat(walks).allMatch(one -> one.await().state() instanceof Job.State.Done);
  }

  @Test
  void aJobThatHasNoTurnYetIsStoppedAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> stepped = Collections.synchronizedList(new ArrayList<>());
    runner.add(
        new JobKind() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public void batch(Job job, List<String> ids, JobKind.Recorder recorder) {
            stepped.add(job.id());
            begun.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            database.write(
                connection -> {
                  recorder.record(connection, ids.size(), 0);
                  return true;
                });
          }
        });
    List<RunningJob> busy = IntStream.range(0, 4).mapToObj(i -> runner.start(job(1))).toList();
    begun.await();
    Job queued = job(1);
    RunningJob waiting = runner.start(queued);

    assertThat(runner.stop(queued.id())).isTrue();
    assertThat(stored(queued.id()).state()).isEqualTo(new Job.State.Stopped());
    assertThat(waiting.await().state()).isEqualTo(new Job.State.Stopped());
    assertThat(runner.threads()).as("it keeps none").isEqualTo(4);

    goOn.countDown();
    busy.forEach(RunningJob::await);
    assertThat(stepped).hasSize(4).doesNotContain(queued.id());
  }

  /** Closes the runner aside; returns when that waits for what is under way. */
  private Thread stopping() throws InterruptedException {
    Thread stop = Thread.startVirtualThread(runner::close);
    while (stop.getState() != Thread.State.WAITING
        && stop.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(5);
    }
    return stop;
  }

  private static Job walk() {
    return Job.walk(Ids.random(), "stepping", "ann", "request", 12);
  }

  private void awaitEnd(String id, Job.State end) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!stored(id).state().equals(end) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(stored(id).state()).isEqualTo(end);
  }

  /** Goes from 0 to 12 in steps of three: one queued, one skipped, one failed; waits in between. */
  private final class Steps implements SteppedJobKind {

    private final List<String> places = new ArrayList<>();
    private BeforeBatch beforeStep = number -> {};
    private boolean waited;

    @Override
    public String name() {
      return "stepping";
    }

    @Override
    public Duration step(Job job, SteppedJobKind.Recorder recorder) {
      waited = !waited;
      if (waited) {
        return Duration.ofMillis(1);
      }
      String place = job.progress().place();
      places.add(place);
      try {
        beforeStep.at(places.size());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      int next = (place.isEmpty() ? 0 : Integer.parseInt(place)) + 3;
      database.write(
          connection -> {
            recorder.record(connection, new Job.Step(1, 1, 1, Integer.toString(next), next == 12));
            return true;
          });
      return Duration.ZERO;
    }

    @Override
    public String report(Job job) {
      return "at " + job.progress().place();
    }
  }

  private static Job job(int count) {
    return Job.of(Ids.random(), "counting", "ann", "request", items(count));
  }

  private static List<String> items(int count) {
    return IntStream.range(0, count).mapToObj(i -> "item" + i).toList();
  }

  private Job stored(String id) {
    return database.read(c -> JobStore.find(c, id)).orElseThrow();
  }

  private void awaitEnd(String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (stored(id).state() instanceof Job.State.Running && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(stored(id).state()).isEqualTo(new Job.State.Done());
  }

  @FunctionalInterface
  private interface BeforeBatch {
    void at(int number) throws InterruptedException;
  }

  /** Every tenth item of a batch goes wrong. */
  private final class Counting implements JobKind {

    private final List<Integer> batches = new ArrayList<>();
    private final List<String> items = new ArrayList<>();
    private final AtomicInteger finished = new AtomicInteger();
    private BeforeBatch beforeBatch = number -> {};
    private int refusesAt;
    private int troubleAt;
    private int number;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public void batch(Job job, List<String> ids, JobKind.Recorder recorder) {
      number++;
      try {
        beforeBatch.at(number);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (number == refusesAt) {
        throw new IllegalArgumentException("refused");
      }
      database.write(
          connection -> {
            recorder.record(connection, ids.size() - ids.size() / 10, ids.size() / 10);
            if (number == troubleAt) {
              throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "gone for a while");
            }
            return true;
          });
      batches.add(ids.size());
      items.addAll(ids);
    }

    @Override
    public void finish(Job job) {
      finished.incrementAndGet();
    }
  }
}
