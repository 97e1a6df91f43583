package dev.carillon.server.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that go on step by step: places, waiting, stops, interruptions. */
final class SteppedJobsTest extends JobRunnerFixture {

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

  private static Job walk() {
    return Job.walk(Ids.random(), "stepping", "ann", "request", 12);
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
}
