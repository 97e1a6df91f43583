package dev.carillon.server.asset.bulk;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.asset.remove.Removals;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Response;
import dev.carillon.server.job.Job;
import dev.carillon.server.job.JobKind;
import dev.carillon.server.job.JobRunner;
import dev.carillon.server.job.RunningJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Answers calls about many assets. What fits into one transaction is done in one; the rest is a
 * job, which goes on if the server or the caller should go away.
 */
public final class Bulk {

  /** A caller who does not want to wait finds short work done by his next call all the same. */
  private static final Duration ASYNC_WITHIN = Duration.ofSeconds(5);

  private final JobRunner jobs;
  private final Guard guard;

  public Bulk(JobRunner jobs, Guard guard) {
    this.jobs = jobs;
    this.guard = guard;
  }

  /** Whether the caller does not want to wait for the end. */
  public static boolean async(Call call) {
    return call.params().flag("async", false);
  }

  /** A job for the caller. */
  public static Job job(Call call, JobKind kind, String request, List<String> ids) {
    return Job.of(Ids.random(), kind.name(), call.caller().username(), request, ids);
  }

  /** Does it, at once where that is one transaction. */
  public Response answer(Call call, JobKind kind, Job job) {
    if (async(call) || job.items().size() > JobRunner.BATCH_MAX) {
      return answer(call, jobs.start(job));
    }
    Counts[] counts = {Counts.NONE};
    if (!job.items().isEmpty()) {
      kind.batch(
          job,
          job.items(),
          (connection, processed, failed) -> counts[0] = new Counts(processed, failed));
    }
    kind.finish(job);
    return Response.json(counts[0]);
  }

  /** Removes a folder with all that is in it, and waits for the end. */
  public Counts removed(Call call, Removals removals, TreePath folder) {
    Job job = job(call, removals, folder.text(), removals.within(folder, guard.grants(call)));
    if (job.items().size() > JobRunner.BATCH_MAX) {
      return Counts.of(jobs.start(job).await().progress());
    }
    Counts[] counts = {Counts.NONE};
    if (!job.items().isEmpty()) {
      removals.batch(
          job,
          job.items(),
          (connection, processed, failed) -> counts[0] = new Counts(processed, failed));
    }
    removals.finish(job);
    return counts[0];
  }

  /** Goes on with what has been begun, or tells what became of it where that was all. */
  public Response answer(Call call, Begun begun) {
    return switch (begun) {
      case Begun.Going(Job job) -> answer(call, jobs.run(job));
      case Begun.Done(Job job) ->
          async(call) ? process(jobs.ended(job).id()) : Response.json(Counts.of(job.progress()));
    };
  }

  private static Response answer(Call call, RunningJob running) {
    if (async(call)) {
      running.await(ASYNC_WITHIN);
      return process(running.id());
    }
    return Response.json(Counts.of(running.await().progress()));
  }

  private static Response process(String id) {
    return Response.json(Map.of("processId", id));
  }

  /** How far a piece of work got in its first transaction. */
  public sealed interface Begun {

    /** There is more to do; the job's row was written. */
    record Going(Job job) implements Begun {}

    /** That was all; there is no row. */
    record Done(Job job) implements Begun {}
  }
}
