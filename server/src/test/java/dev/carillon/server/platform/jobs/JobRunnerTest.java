package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs: batches, ends, interruptions. */
final class JobRunnerTest extends JobRunnerFixture {

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
          runner.insert(
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

  private void awaitEnd(String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (stored(id).state() instanceof Job.State.Running && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(stored(id).state()).isEqualTo(new Job.State.Done());
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
