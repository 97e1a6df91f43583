package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs of two nodes that share a database. */
class SharedJobsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private Database hereDatabase;
  private Database thereDatabase;
  private JobRunner here;
  private JobRunner there;

  @BeforeEach
  void open() {
    DataSource source = TestDatabase.freshSource();
    hereDatabase = ServerTables.in(PostgresDatabase.on(source));
    thereDatabase = PostgresDatabase.on(source);
    here = new JobRunner(hereDatabase, () -> NOW);
    there = new JobRunner(thereDatabase, () -> NOW);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    hereDatabase.close();
    thereDatabase.close();
  }

  @Test
  void aLiveNodesJobsAreNotTakenByAnotherThatStarts() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    here.add(new Noting("here", 1, begun, goOn));
    there.add(new Noting("there"));
    here.resume();
    RunningJob running = here.start(job(450));
    begun.await();

    there.resume();
    assertThat(there.threads()).isZero();

    goOn.countDown();
    assertThat(running.await().progress().processed()).isEqualTo(450);
    assertThat(done).hasSize(450).allMatch(each -> each.startsWith("here"));
  }

  @Test
  void noMoreThanMayRunBeginTogetherOnBothNodes() throws Exception {
    here.add(new Endless());
    there.add(new Endless());
    AtomicInteger begun = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      JobRunner node = i % 2 == 0 ? here : there;
      Job job = Job.walk(Ids.random(), "endless", "user" + i % 3, "", 0);
      callers.add(
          Thread.startVirtualThread(
              () -> node.startWithin(job, 2, 5).ifPresent(running -> begun.incrementAndGet())));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(begun).hasValue(5);
  }

  /** Waits for something that does not come. */
  private record Endless() implements SteppedJobKind {

    @Override
    public String name() {
      return "endless";
    }

    @Override
    public Duration step(Job job, SteppedJobKind.Recorder recorder) {
      return Duration.ofMillis(50);
    }

    @Override
    public String report(Job job) {
      return "";
    }
  }

  @Test
  void whatADeadNodeLeftIsContinuedByOneThatRunsAndTheDeadOneChangesNothingMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    here.add(new Noting("here", 2, begun, goOn));
    there.add(new Noting("there"));
    there.resume();
    Job job = job(450);
    RunningJob stuck = here.start(job);
    begun.await(); // the first batch is stored, the second is held up

    expireClaims();
    Await.until(() -> found(job).state().equals(new Job.State.Done()));
    goOn.countDown();

    assertThatThrownBy(stuck::await).hasMessageContaining("another one continues the job");
    assertThat(done).hasSize(450).doesNotHaveDuplicates();
    assertThat(done.stream().filter(each -> each.startsWith("there"))).hasSize(250);
    assertThat(found(job).progress().processed()).isEqualTo(450);
  }

  @Test
  void whoeverStopsLeavesTheRestToOthersAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch thereGoesOn = new CountDownLatch(1);
    here.add(new Noting("here", 1, begun, goOn));
    there.add(new Noting("there", 1, new CountDownLatch(1), thereGoesOn));
    Job job = job(450);
    here.start(job);
    begun.await();
    Thread stop = Thread.startVirtualThread(here::close);
    Await.until(() -> stop.getState() != Thread.State.RUNNABLE);
    goOn.countDown();
    stop.join();

    there.resume();
    assertThat(there.threads()).as("taken at once").isEqualTo(1);

    thereGoesOn.countDown();
    Await.until(() -> found(job).state().equals(new Job.State.Done()));
    assertThat(done).hasSize(450).anyMatch(each -> each.startsWith("there"));
  }

  @Test
  void aJobThatWaitsForItsTurnIsStoppedFromAnotherNode() throws Exception {
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch goOn = new CountDownLatch(1);
    here.add(new Noting("here", 1, begun, goOn));
    here.resume();
    IntStream.range(0, 4).forEach(i -> here.start(job(1)));
    begun.await();
    Job waits = job(1);
    here.start(waits);

    assertThat(there.stop(waits.id())).isTrue();
    Await.until(() -> found(waits).state().equals(new Job.State.Stopped()));
    goOn.countDown();
  }

  @Test
  void aJobOfThisNodeThatNoThreadWorksOnIsTakenUpAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    here.add(new Noting("here", 1, begun, goOn));
    here.resume();
    Job left = job(3);
    hereDatabase.<Integer>write(connection -> here.insert(connection, left, NOW));
    here.start(job(1)); // its thread has claims renewed
    begun.await();

    expireClaims(left);
    goOn.countDown();
    Await.until(() -> found(left).state().equals(new Job.State.Done()));
    assertThat(done).hasSize(4);
  }

  private void expireClaims(Job job) {
    thereDatabase.<Integer>write(
        connection ->
            Sql.update(connection, "update jobs set claimed_until = 0 where id = ?", job.id()));
  }

  private Job found(Job job) {
    return there.find(job.id()).orElseThrow().job();
  }

  /** As if the time of a claim were over: its node does not renew it before it is resumed. */
  private void expireClaims() {
    thereDatabase.<Integer>write(
        connection -> Sql.update(connection, "update jobs set claimed_until = 0"));
  }

  private static Job job(int count) {
    return Job.of(
        Ids.random(),
        "noting",
        "ann",
        "request",
        IntStream.range(0, count).mapToObj(i -> "item" + i).toList());
  }

  /** Notes who did what; batches from the one of this number on wait until they may go on. */
  private final class Noting implements JobKind {

    private final String who;
    private final int heldFrom;
    private final AtomicInteger batches = new AtomicInteger();
    private final CountDownLatch begun;
    private final CountDownLatch goOn;

    /** Holds up nothing. */
    Noting(String who) {
      this(who, 1, new CountDownLatch(0), new CountDownLatch(0));
    }

    Noting(String who, int heldFrom, CountDownLatch begun, CountDownLatch goOn) {
      this.who = who;
      this.heldFrom = heldFrom;
      this.begun = begun;
      this.goOn = goOn;
    }

    @Override
    public String name() {
      return "noting";
    }

    @Override
    public void batch(Job job, List<String> ids, JobKind.Recorder recorder) {
      begun.countDown();
      if (batches.incrementAndGet() >= heldFrom) {
        try {
          goOn.await();
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
      }
      Database database = who.equals("here") ? hereDatabase : thereDatabase;
      database.<Boolean>write(
          connection -> {
            recorder.record(connection, ids.size(), 0);
            return true;
          });
      ids.forEach(id -> done.add(who + " " + id));
    }
  }
}
