package dev.carillon.server.assets.bulk;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobKind;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.ListedJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The calls about processes: what {@code async=true} began. Each is for who began it, and for super
 * users; to others it is not there.
 */
public record ProcessesApi(JobRunner jobs, InstantSource clock) {

  private static final String ID = "processId";
  private static final Duration KEPT = Duration.ofHours(1);

  /** The batch that is under way is waited for: most are done by then. */
  private static final Duration CANCELLED_WITHIN = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 50;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service(
            "/services/process/info", Effect.READS, RouteAccess.USER, call -> shown(found(call)))
        .service("/services/process/cancel", Effect.CHANGES, RouteAccess.USER, this::cancel);
  }

  /** Stopping an ended process is no error: its state is shown. */
  private Response cancel(Call call) {
    ListedJob job = found(call);
    if (jobs.stop(job.job().id())) {
      awaitEnd(job.job().id());
    }
    return shown(found(call));
  }

  private void awaitEnd(String id) {
    long from = System.nanoTime();
    try {
      while (System.nanoTime() - from < CANCELLED_WITHIN.toNanos()
          && jobs.find(id).filter(job -> job.endedAt() == null).isPresent()) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private ListedJob found(Call call) {
    String id = call.params().required(ID);
    return jobs.find(id)
        .filter(job -> jobs.kind(job.job()).isPresent())
        .filter(job -> isOf(call, job.job()))
        .filter(this::kept)
        .orElseThrow(() -> Problem.notFound("process", id));
  }

  private static boolean isOf(Call call, Job job) {
    return call.caller().superUser() || job.username().equals(call.caller().username());
  }

  private boolean kept(ListedJob job) {
    Instant ended = job.endedAt();
    return ended == null || clock.instant().isBefore(ended.plus(KEPT));
  }

  private Response shown(ListedJob listed) {
    Job job = listed.job();
    BulkResult counts = BulkResult.of(job.progress());
    int total = Math.max(job.total(), job.progress().position());
    Map<String, Object> process = new LinkedHashMap<>();
    process.put(ID, job.id());
    process.put("name", name(job));
    process.put("state", state(job.state()));
    process.put("processedCount", counts.processedCount());
    process.put("errorCount", counts.errorCount());
    process.put("totalCount", total);
    process.put("progress", percent(job, total));
    process.put("cancelable", job.state() instanceof Job.State.Running);
    process.put("startedBy", job.username());
    process.put("startedAt", listed.createdAt().toEpochMilli());
    process.put("endedAt", listed.endedAt() == null ? null : listed.endedAt().toEpochMilli());
    process.put("result", listed.endedAt() == null ? null : counts);
    process.put("message", job.state() instanceof Job.State.Failed(String why) ? why : "");
    return Response.json(process);
  }

  private String name(Job job) {
    Optional<JobKind> kind = jobs.kind(job);
    return kind.map(known -> known.calledBy(job)).orElse(job.kind());
  }

  private static int percent(Job job, int total) {
    if (job.state() instanceof Job.State.Done) {
      return 100;
    }
    return total == 0 ? 0 : (int) (100L * job.progress().position() / total);
  }

  private static String state(Job.State state) {
    return switch (state) {
      case Job.State.Running running -> "running";
      case Job.State.Stopping stopping -> "cancelling";
      case Job.State.Stopped stopped -> "cancelled";
      case Job.State.Done done -> "completed";
      case Job.State.Failed failed -> "failed";
    };
  }
}
