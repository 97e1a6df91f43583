package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Works one job off, batch by batch or step by step, as long as it is this process's. */
final class JobWork {

  private static final System.Logger LOG = System.getLogger(JobWork.class.getName());
  private static final long PAUSE_MILLIS = 1_000;
  private static final long PAUSE_MILLIS_MAX = 30_000;

  private final Database database;
  private final InstantSource clock;
  private final JobClaims claims;
  private final JobKinds kinds;
  private final Semaphore walkTurns;
  private final CountDownLatch stopping;

  /**
   * Works jobs off.
   *
   * @param walkTurns of which a walk gives its own back while it waits
   * @param stopping is 0 once the process stops
   */
  JobWork(
      Database database,
      InstantSource clock,
      JobClaims claims,
      JobKinds kinds,
      Semaphore walkTurns,
      CountDownLatch stopping) {
    this.database = database;
    this.clock = clock;
    this.claims = claims;
    this.kinds = kinds;
    this.walkTurns = walkTurns;
    this.stopping = stopping;
  }

  /** Works a job off whose turn has come, to its end or to that of the process. */
  void off(String id, RunningJob running) throws InterruptedException {
    @Nullable RuntimeException refusal = null;
    long pause = PAUSE_MILLIS;
    while (stopping.getCount() > 0) {
      try {
        // read again each time: of what failed it may not be known whether it was done
        Optional<Job> ours = database.read(c -> claims.find(c, id));
        if (ours.isEmpty()) {
          LOG.log(System.Logger.Level.WARNING, "Job {0} is continued by another node", id);
          running.failed(elsewhere());
          return;
        }
        Job now = ours.get();
        if (refusal != null) {
          cutShort(now);
          end(now, new Job.State.Failed(String.valueOf(refusal.getMessage())));
          running.failed(refusal);
          return;
        }
        if (now.state() instanceof Job.State.Stopping) {
          cutShort(now);
          running.ended(end(now, new Job.State.Stopped()));
          return;
        }
        Optional<SteppedJobKind> walk = kinds.walk(now.kind());
        if (walk.isPresent() ? walked(walk.get(), now, running) : workedOff(now, running)) {
          return;
        }
        pause = PAUSE_MILLIS;
      } catch (HooksException trouble) {
        running.failed(trouble);
        if (trouble.code() == HooksException.Code.STOPPED) {
          LOG.log(System.Logger.Level.INFO, "Job {0} waits for the next start", id);
          return; // the store was closed, for good
        }
        LOG.log(System.Logger.Level.WARNING, "Job {0} is waiting: {1}", id, trouble);
        if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = Math.min(pause * 2, PAUSE_MILLIS_MAX);
      } catch (RuntimeException refused) {
        if (refusal != null) {
          running.failed(refusal);
          return;
        }
        refusal = refused;
      }
    }
    running.failed(stopped());
  }

  /** What cannot be made whole now could not later either: the job ends all the same. */
  void cutShort(Job job) {
    try {
      kinds.ofList(job.kind()).ifPresent(kind -> kind.cutShort(job));
    } catch (HooksException trouble) {
      throw trouble;
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.ERROR, "Job " + job.id() + " could not be interrupted", failed);
    }
  }

  /** Does the next batch; whether there was none. */
  private boolean workedOff(Job job, RunningJob running) {
    JobKind kind = kinds.ofList(job.kind()).orElseGet(UnknownKind::new);
    List<String> ids = job.next(JobRunner.BATCH_MAX);
    if (ids.isEmpty()) {
      kind.finish(job);
      running.ended(end(job, new Job.State.Done()));
      return true;
    }
    batch(kind, job, ids);
    return false;
  }

  /** Goes the next step; whether it was the last. */
  private boolean walked(SteppedJobKind kind, Job job, RunningJob running)
      throws InterruptedException {
    AtomicReference<Job.@Nullable Step> done = new AtomicReference<>();
    Duration wait =
        kind.step(
            job,
            (connection, step) -> {
              JobStore.advance(
                  connection,
                  job.id(),
                  claims.owner(),
                  job.progress(),
                  job.progress().plus(step));
              done.set(step);
            });
    Job.Step step = done.get();
    if (step != null && step.last()) {
      Job at = job.at(job.progress().plus(step));
      running.ended(end(at, new Job.State.Done(kind.report(at))));
      return true;
    }
    walkTurns.release();
    try {
      var _ = stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      walkTurns.acquireUninterruptibly();
    }
    return false;
  }

  private void batch(JobKind kind, Job job, List<String> ids) {
    AtomicInteger recorded = new AtomicInteger(-1);
    kind.batch(
        job,
        ids,
        (connection, processed, failed) -> {
          JobStore.advance(
              connection,
              job.id(),
              claims.owner(),
              job.progress(),
              job.progress().plus(processed, failed));
          recorded.set(processed + failed);
        });
    if (recorded.get() != ids.size()) {
      throw new IllegalStateException(
          "of a batch of " + ids.size() + ", " + recorded + " were recorded: " + kind.name());
    }
  }

  Job end(Job job, Job.State end) {
    database.write(
        connection ->
            JobStore.end(connection, job.id(), claims.owner(), end, clock.instant()));
    return job.ended(end);
  }

  /** What callers hear who wait for a job that another node has. */
  static HooksException elsewhere() {
    return new HooksException(
        HooksException.Code.STOPPED,
        "This server could not reach its database for too long; another one continues the job");
  }

  /** What callers hear who wait when the server stops. */
  static HooksException stopped() {
    return new HooksException(
        HooksException.Code.STOPPED,
        "The server is stopping; the job continues after the next start, or on another node");
  }

  /** Of a job of an unknown kind, as after a step back to an older version. */
  private static final class UnknownKind implements JobKind {

    @Override
    public String name() {
      return "unknown";
    }

    @Override
    public void batch(Job job, List<String> ids, Recorder recorder) {
      throw new IllegalStateException("There is no kind of job named '" + job.kind() + "'");
    }

    @Override
    public void finish(Job job) {
      batch(job, List.of(), (connection, processed, failed) -> {});
    }
  }
}
