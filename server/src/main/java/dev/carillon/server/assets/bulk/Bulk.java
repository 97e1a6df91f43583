package dev.carillon.server.assets.bulk;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import dev.carillon.server.platform.jobs.JobLimits;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.RunningJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls about many assets. What fits into one transaction is done in one; the rest is a
 * job, which goes on if the server or the caller should go away.
 */
public record Bulk(JobRunner jobs, AssetPermissions assetPermissions) {

  /** A caller who does not want to wait finds short work done by his next call all the same. */
  private static final Duration ASYNC_WITHIN = Duration.ofSeconds(5);

  private static final int PLACE_RETRY_SECONDS = 5;

  /** Whether the caller does not want to wait for the end. */
  public static boolean async(Call call) {
    return call.params().flag("async", false);
  }

  /** Refuses a parameter {@code async} that is neither true nor false. */
  public static void requireValidAsync(Call call) {
    var _ = async(call);
  }

  /** A job for the caller. */
  public static Job job(Call call, JobKind kind, String request, List<String> ids) {
    return Job.of(Ids.random(), kind.name(), call.caller().username(), request, ids);
  }

  /** Does it, at once where that is one transaction. */
  public Response answer(Call call, JobKind kind, Job job) {
    if (async(call) || job.items().size() > JobRunner.BATCH_MAX) {
      return answer(call, started(job));
    }
    return Response.json(whole(kind, job));
  }

  /** Removes a folder with all that is in it, and waits for the end. */
  public BulkResult removed(Call call, BulkRemoval removals, TreePath folder) {
    Job job =
        job(call, removals, folder.text(), removals.within(folder, assetPermissions.of(call)));
    if (job.items().size() > JobRunner.BATCH_MAX) {
      return BulkResult.of(started(job).await().progress());
    }
    return whole(removals, job);
  }

  /** Does all of it in one transaction. */
  private static BulkResult whole(JobKind kind, Job job) {
    BulkResult[] counts = {BulkResult.NONE};
    if (!job.items().isEmpty()) {
      kind.batch(
          job,
          job.items(),
          (connection, processed, failed) -> counts[0] = new BulkResult(processed, failed));
    }
    kind.finish(job);
    return counts[0];
  }

  /** Begins, and goes on with what has been begun, or returns its result where that was all. */
  public Response answer(Call call, Supplier<Begun> beginning) {
    Begun begun;
    @Nullable RunningJob running = null;
    try (JobLimits.Place _ = place(call.caller().username())) {
      begun = beginning.get();
      if (begun instanceof Begun.Going(Job job)) {
        running = jobs.run(job);
      }
    }
    return switch (begun) {
      case Begun.Going going -> answer(call, Objects.requireNonNull(running));
      case Begun.Done(Job job) ->
          async(call)
              ? process(jobs.ended(job).id())
              : Response.json(BulkResult.of(job.progress()));
    };
  }

  private RunningJob started(Job job) {
    try (JobLimits.Place _ = place(job.username())) {
      return jobs.start(job);
    }
  }

  /** Work that takes long stands in a queue, which is not endless. */
  private JobLimits.Place place(String username) {
    JobLimits places = jobs.places();
    return places
        .take(username)
        .orElseThrow(
            () ->
                Problem.tooManyRequests(
                    ("Too many processes are running: at most %s of one user and %s of all users;"
                            + " retry when some have ended")
                        .formatted(places.perUser(), places.all()),
                    PLACE_RETRY_SECONDS));
  }

  private static Response answer(Call call, RunningJob running) {
    if (async(call)) {
      running.await(ASYNC_WITHIN);
      return process(running.id());
    }
    return Response.json(BulkResult.of(running.await().progress()));
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
