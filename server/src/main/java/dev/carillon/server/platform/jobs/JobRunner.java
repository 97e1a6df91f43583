package dev.carillon.server.platform.jobs;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.database.SumLock;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Works jobs off, a few at a time, each on a thread of its own. What was not at its end when the
 * process ended goes on after the next start, or on another node that shares the database.
 */
public final class JobRunner implements AutoCloseable {

  /** At most so many items in one transaction. */
  public static final int BATCH_MAX = 200;

  private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());

  private static final int AT_ONCE = 4;
  private static final int PER_USER_MAX = 100;
  private static final int ALL_MAX = 1_000;
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration FORGET_EVERY = Duration.ofDays(1);
  private static final long STOP_WITHIN_MILLIS = 5_000;

  private final Database database;
  private final InstantSource clock;
  private final JobClaims claims;
  private final JobLimits places;
  private final JobKinds kinds = new JobKinds();
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
  private final JobWork work;
  private @Nullable PeriodicTasks sharing;
  private volatile Instant forgotAt = Instant.EPOCH;

  /** Nothing runs yet. */
  public JobRunner(Database database, InstantSource clock) {
    this(database, clock, new JobLimits(PER_USER_MAX, ALL_MAX));
  }

  JobRunner(Database database, InstantSource clock, JobLimits places) {
    this.database = database;
    this.clock = clock;
    this.claims = new JobClaims(database);
    this.places = places;
    this.work = new JobWork(database, clock, claims, kinds, walkTurns, stopping);
  }

  /** How many jobs that are no walks may be under way. */
  public JobLimits places() {
    return places;
  }

  /** The kind of this job, where it is one that works off a list. */
  public Optional<JobKind> kind(Job job) {
    return kinds.ofList(job.kind());
  }

  /** Teaches it a kind of job. All must be known before {@link #resume}. */
  public void add(JobKind kind) {
    kinds.add(kind);
  }

  /** Teaches it a kind of job that finds what it is about as it goes. */
  public void add(SteppedJobKind kind) {
    kinds.add(kind);
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
    if (stops) {
      endQueued(id);
    }
    return stops;
  }

  private void endUnbegun(Queued waiting) {
    String id = waiting.id();
    try {
      Optional<Job> job = database.read(c -> claims.find(c, id));
      if (job.isPresent()) {
        work.cutShort(job.get());
        waiting.running().ended(work.end(job.get(), new Job.State.Stopped()));
      } else {
        waiting.running().failed(JobWork.elsewhere());
      }
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

  /**
   * Once at start: goes on with what was left, and forgets what ended long ago. Where other nodes
   * share the database, what they leave is looked for from now on.
   */
  public void resume() {
    forget();
    takeLeft();
    if (claims.shared()) {
      PeriodicTasks tasks = new PeriodicTasks("carillon-job-claims");
      tasks.every(JobClaims.RENEWED_EVERY, "sharing jobs with other nodes", this::share);
      sharing = tasks;
    }
  }

  private void takeLeft() {
    for (JobClaims.Claimed job : claims.takeLeft(threads.keySet())) {
      beginUnlessBegun(new Queued(job.id(), job.kind(), job.username(), new RunningJob(job.id())));
    }
  }

  /** Keeps what this node has, takes what others left, and ends what another node was asked to. */
  private void share() {
    if (!threads.isEmpty()) {
      claims.renew(threads.keySet());
    }
    if (!queued.isEmpty()) {
      claims.stopping().forEach(this::endQueued);
    }
    takeLeft();
  }

  private void endQueued(String id) {
    @Nullable Queued waiting = queued.remove(id);
    if (waiting != null) {
      endUnbegun(waiting);
    }
  }

  /** Removes what ended long ago, once a day. */
  private void forget() {
    Instant now = clock.instant();
    if (now.isBefore(forgotAt.plus(FORGET_EVERY))) {
      return;
    }
    forgotAt = now;
    database.write(connection -> JobStore.purge(connection, now.minus(KEPT)));
  }

  /** Adds a job and begins it. */
  public RunningJob start(Job job) {
    forget();
    database.write(connection -> insert(connection, job, clock.instant()));
    return run(job);
  }

  /**
   * Adds a job and begins it, unless so many of its kind run already, on whichever node; empty
   * where they do.
   *
   * @param ofUser how many of one user may run
   * @param all how many of all users may
   */
  public Optional<RunningJob> startWithin(Job job, int ofUser, int all) {
    forget();
    boolean added =
        SumLock.<Boolean>write(
            database,
            connection -> {
              JobStore.Running running = JobStore.running(connection, job.kind(), job.username());
              return running.all() < all
                  && running.ofUser() < ofUser
                  && insert(connection, job, clock.instant()) == 1;
            });
    return added ? Optional.of(run(job)) : Optional.empty();
  }

  /** Adds a job in the caller's transaction, behind which {@link #run} begins it. */
  public int insert(Connection connection, Job job, Instant now) throws SQLException {
    return claims.insert(connection, job, now);
  }

  /** Adds a job of which all is done, so that it can be asked for. */
  public Job ended(Job job) {
    forget();
    Job done = job.ended(new Job.State.Done());
    database.write(connection -> JobStore.insert(connection, done, clock.instant()));
    return done;
  }

  /** Begins a job that was {@linkplain #insert added}. */
  public RunningJob run(Job job) {
    RunningJob running = new RunningJob(job.id());
    if (!beginUnlessBegun(new Queued(job.id(), job.kind(), job.username(), running))) {
      // this process slept for so long that it took the job for one that no node works on
      running.failed(JobWork.elsewhere());
    }
    return running;
  }

  private boolean beginUnlessBegun(Queued waiting) {
    Thread thread = thread(waiting);
    boolean first = threads.putIfAbsent(waiting.id(), thread) == null;
    if (first) {
      begin(waiting, thread);
    }
    return first;
  }

  private void begin(Queued waiting) {
    Thread thread = thread(waiting);
    threads.put(waiting.id(), thread);
    begin(waiting, thread);
  }

  private Thread thread(Queued waiting) {
    String name = "carillon-job-" + waiting.id();
    return Thread.ofVirtual().name(name).unstarted(() -> work(waiting));
  }

  private void begin(Queued waiting, Thread thread) {
    String id = waiting.id();
    queued.put(id, waiting);
    if (kinds.ofList(waiting.kind()).isPresent()) {
      places.hold(id, waiting.username());
    }
    thread.start();
  }

  private void work(Queued waiting) {
    String id = waiting.id();
    RunningJob running = waiting.running();
    Semaphore mine = kinds.walk(waiting.kind()).isPresent() ? walkTurns : turns;
    try {
      mine.acquire();
      try {
        if (queued.remove(id, waiting)) {
          work.off(id, running);
        }
      } finally {
        mine.release();
      }
    } catch (InterruptedException stopped) {
      running.failed(JobWork.stopped());
      Thread.currentThread().interrupt();
    } finally {
      if (threads.remove(id, Thread.currentThread())) {
        places.release(id);
      }
    }
  }

  /** How many jobs have a thread, be it their turn or not. */
  int threads() {
    return threads.size();
  }

  /** Lets each job end its batch; then other nodes may go on with the rest. */
  @Override
  public void close() {
    stopping.countDown();
    @Nullable PeriodicTasks tasks = sharing;
    if (tasks != null) {
      tasks.close();
    }
    awaitThreads();
    if (claims.shared()) {
      release();
    }
  }

  private void release() {
    try {
      claims.release();
    } catch (HooksException away) {
      LOG.log(System.Logger.Level.WARNING, "Other nodes take over jobs some seconds late", away);
    }
  }

  private void awaitThreads() {
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
}
