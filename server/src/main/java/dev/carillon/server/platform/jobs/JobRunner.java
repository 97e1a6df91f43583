package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Works jobs off, a few at a time, each on a thread of its own. What was not at its end when the
 * process ended goes on after the next start.
 */
public final class JobRunner implements AutoCloseable {

  /** At most so many items in one transaction. */
  public static final int BATCH_MAX = 200;

  private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());

  private static final int AT_ONCE = 4;
  private static final int PER_USER_MAX = 100;
  private static final int ALL_MAX = 1_000;
  private static final int RESUMED_MAX = 10_000;
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration FORGET_EVERY = Duration.ofDays(1);
  private static final long PAUSE_MILLIS = 1_000;
  private static final long PAUSE_MILLIS_MAX = 30_000;
  private static final long STOP_WITHIN_MILLIS = 5_000;

  private final Database database;
  private final InstantSource clock;
  private final JobLimits places;
  private final Map<String, JobKind> kinds = new ConcurrentHashMap<>();
  private final Map<String, SteppedJobKind> walks = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();

  /** Jobs whose first turn has not come; who takes one out decides what becomes of it. */
  private final Map<String, Queued> queued = new ConcurrentHashMap<>();

  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /**
   * Walks take long and wait much: they do not delay short work, and give their turn to another one
   * after each step.
   */
  private final Semaphore walkTurns = new Semaphore(AT_ONCE, true);

  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Instant forgotAt = Instant.EPOCH;

  /** Nothing runs yet. */
  public JobRunner(Database database, InstantSource clock) {
    this(database, clock, new JobLimits(PER_USER_MAX, ALL_MAX));
  }

  JobRunner(Database database, InstantSource clock, JobLimits places) {
    this.database = database;
    this.clock = clock;
    this.places = places;
  }

  /** How many jobs that are no walks may be under way. */
  public JobLimits places() {
    return places;
  }

  /** The kind of this job, where it is one that works off a list. */
  public Optional<JobKind> kind(Job job) {
    return Optional.ofNullable(kinds.get(job.kind()));
  }

  /** Teaches it a kind of job. All must be known before {@link #resume}. */
  public void add(JobKind kind) {
    kinds.put(kind.name(), kind);
  }

  /** Teaches it a kind of job that finds what it is about as it goes. */
  public void add(SteppedJobKind kind) {
    walks.put(kind.name(), kind);
  }

  /** The job of this id, without its items. */
  public Optional<ListedJob> find(String id) {
    return database.read(connection -> JobStore.listed(connection, id));
  }

  /** Jobs before this place, the newest first, without their items. */
  public List<ListedJob> list(ListedJob.Place before, int limit) {
    return database.read(connection -> JobStore.list(connection, before, limit));
  }

  /**
   * Wants a job to end after the batch that is under way, and at once where none was begun; false
   * where it has ended.
   */
  public boolean stop(String id) {
    boolean stops = database.write(connection -> JobStore.stop(connection, id));
    @Nullable Queued waiting = stops ? queued.remove(id) : null;
    if (waiting != null) {
      endUnbegun(waiting);
    }
    return stops;
  }

  private void endUnbegun(Queued waiting) {
    String id = waiting.id();
    try {
      Job job = database.read(c -> JobStore.find(c, id)).orElseThrow(JobRunner::gone);
      cutShort(job);
      waiting.running().ended(end(job, new Job.State.Stopped()));
      @Nullable Thread thread = threads.remove(id);
      if (thread != null) {
        thread.interrupt();
      }
      places.release(id);
    } catch (HooksException trouble) {
      // its turn may have come and gone meanwhile: it gets another one, in which it ends
      begin(waiting);
      throw trouble;
    }
  }

  /** Once at start: goes on with what was left, and forgets what ended long ago. */
  public void resume() {
    forget();
    List<Job> left = database.read(connection -> JobStore.running(connection, RESUMED_MAX));
    left.forEach(this::run);
  }

  /** Removes what ended long ago, once a day. */
  private void forget() {
    Instant now = clock.instant();
    if (now.isBefore(forgotAt.plus(FORGET_EVERY))) {
      return;
    }
    forgotAt = now;
    database.write(connection -> JobStore.sweep(connection, now.minus(KEPT)));
  }

  /** Adds a job and begins it. */
  public RunningJob start(Job job) {
    forget();
    database.write(connection -> JobStore.insert(connection, job, clock.instant()));
    return run(job);
  }

  /** Adds a job of which all is done, so that it can be asked for. */
  public Job ended(Job job) {
    forget();
    Job done = job.ended(new Job.State.Done());
    database.write(connection -> JobStore.insert(connection, done, clock.instant()));
    return done;
  }

  /** Begins a job whose row is there already, or goes on with it. */
  public RunningJob run(Job job) {
    RunningJob running = new RunningJob(job.id());
    begin(new Queued(job.id(), job.kind(), job.username(), running));
    return running;
  }

  private void begin(Queued waiting) {
    String id = waiting.id();
    Thread thread = Thread.ofVirtual().name("carillon-job-" + id).unstarted(() -> work(waiting));
    threads.put(id, thread);
    queued.put(id, waiting);
    if (kinds.containsKey(waiting.kind())) {
      places.hold(id, waiting.username());
    }
    thread.start();
  }

  private void work(Queued waiting) {
    String id = waiting.id();
    RunningJob running = waiting.running();
    Semaphore mine = walks.containsKey(waiting.kind()) ? walkTurns : turns;
    try {
      mine.acquire();
      try {
        if (queued.remove(id, waiting)) {
          workOff(id, running);
        }
      } finally {
        mine.release();
      }
    } catch (InterruptedException stopped) {
      running.failed(stopped());
      Thread.currentThread().interrupt();
    } finally {
      if (threads.remove(id, Thread.currentThread())) {
        places.release(id);
      }
    }
  }

  private void workOff(String id, RunningJob running) throws InterruptedException {
    @Nullable Job now = null;
    @Nullable RuntimeException refusal = null;
    long pause = PAUSE_MILLIS;
    while (stopping.getCount() > 0) {
      try {
        if (refusal != null) {
          if (now != null) {
            cutShort(now);
            end(now, new Job.State.Failed(String.valueOf(refusal.getMessage())));
          }
          running.failed(refusal);
          return;
        }
        // read again each time: of what failed it may not be known whether it was done
        now = database.read(c -> JobStore.find(c, id)).orElseThrow(JobRunner::gone);
        if (now.state() instanceof Job.State.Stopping) {
          cutShort(now);
          running.ended(end(now, new Job.State.Stopped()));
          return;
        }
        SteppedJobKind walk = walks.get(now.kind());
        if (walk != null ? walked(walk, now, running) : workedOff(now, running)) {
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
        refusal = refused;
      }
    }
    running.failed(stopped());
  }

  /** What cannot be made whole now could not later either: the job ends all the same. */
  private void cutShort(Job job) {
    try {
      kind(job).ifPresent(kind -> kind.cutShort(job));
    } catch (HooksException trouble) {
      throw trouble;
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.ERROR, "Job " + job.id() + " could not be interrupted", failed);
    }
  }

  /** Does the next batch; whether there was none. */
  private boolean workedOff(Job job, RunningJob running) {
    JobKind kind = kinds.getOrDefault(job.kind(), new UnknownKind());
    List<String> ids = job.next(BATCH_MAX);
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
              JobStore.advance(connection, job.id(), job.progress(), job.progress().plus(step));
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

  private static void batch(JobKind kind, Job job, List<String> ids) {
    AtomicInteger recorded = new AtomicInteger(-1);
    kind.batch(
        job,
        ids,
        (connection, processed, failed) -> {
          JobStore.advance(
              connection, job.id(), job.progress(), job.progress().plus(processed, failed));
          recorded.set(processed + failed);
        });
    if (recorded.get() != ids.size()) {
      throw new IllegalStateException(
          "of a batch of " + ids.size() + ", " + recorded + " were recorded: " + kind.name());
    }
  }

  private Job end(Job job, Job.State end) {
    database.write(connection -> JobStore.end(connection, job.id(), end, clock.instant()));
    return job.ended(end);
  }

  private static IllegalStateException gone() {
    return new IllegalStateException("the job no longer exists");
  }

  private static HooksException stopped() {
    return new HooksException(
        HooksException.Code.STOPPED,
        "The server is stopping; the job continues after the next start");
  }

  /** How many jobs have a thread, be it their turn or not. */
  int threads() {
    return threads.size();
  }

  /** Lets each job end its batch. */
  @Override
  public void close() {
    stopping.countDown();
    long deadline = System.nanoTime() + STOP_WITHIN_MILLIS * 1_000_000;
    for (Thread thread : List.copyOf(threads.values())) {
      try {
        long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        if (!thread.join(Duration.ofMillis(left))) {
          LOG.log(System.Logger.Level.WARNING, "A job did not stop in time: " + thread.getName());
        }
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * A job whose first turn has not come, and who waits for its end. What it is about is read when
   * its turn comes: many of them wait, and each may be large.
   */
  private record Queued(String id, String kind, String username, RunningJob running) {}

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
