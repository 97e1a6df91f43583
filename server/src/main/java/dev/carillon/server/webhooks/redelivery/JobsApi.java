package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.ListedJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code /api/jobs}: redeliver, recover or cancel many deliveries, and how far all jobs are. */
public record JobsApi(JobRunner runner, Store store, RecoverJob recovery, JobRequestReader reader) {

  private static final int DRY_RUN_MAX = 10_000;
  private static final int TOTAL_MAX = 1_000_000;
  private static final ListedJob.Place NEWEST =
      new ListedJob.Place(Instant.parse("9999-01-01T00:00:00Z"), "");

  private static final List<String> FILTERED = List.of(RedeliverJob.NAME, CancelJob.NAME);

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/jobs", RouteAccess.SERVER_ADMIN)
        .get("", this::list)
        .post("", this::start)
        .get("/{id}", call -> Response.json(json(found(call))))
        .post("/{id}/stop", this::stop);
  }

  private Response start(Call call) {
    JsonFields body = JsonFields.of(call);
    String kind = body.required("kind");
    JobRequest request = reader.read(kind, body);
    if (body.flag("dryRun", false)) {
      return Response.json(dryRun(kind, request));
    }
    Count total =
        kind.equals(RecoverJob.NAME)
            ? recovery.count(request, TOTAL_MAX)
            : store.log().count(wanted(kind, request), TOTAL_MAX);
    if (total.count() == 0 && !total.more()) {
      throw new Problem(409, "NothingFound", "Nothing matches the filter; no job was started");
    }
    Job job =
        Job.walk(
            Ids.random(),
            kind,
            call.caller().username(),
            request.text(),
            Math.toIntExact(total.count()));
    runner.start(job);
    return new Response.Json(202, json(found(job.id())), Map.of());
  }

  /** What the job would do. */
  private ObjectNode dryRun(String kind, JobRequest request) {
    if (!kind.equals(RecoverJob.NAME)) {
      return DryRun.of(kind, wanted(kind, request), store, DRY_RUN_MAX).json();
    }
    Count count = recovery.count(request, DRY_RUN_MAX);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return json.put("count", count.count()).put("more", count.more());
  }

  private static DeliveryFilter wanted(String kind, JobRequest request) {
    return kind.equals(CancelJob.NAME) ? CancelJob.wanted(request) : RedeliverJob.wanted(request);
  }

  private Response list(Call call) {
    int limit = Paging.limit(call.params());
    List<ListedJob> jobs = runner.list(place(call), limit + 1);
    return Paging.page(jobs, limit, JobsApi::json, last -> text(last.place()));
  }

  private static String text(ListedJob.Place place) {
    return "j" + place.createdAt().toEpochMilli() + "." + place.id();
  }

  private static ListedJob.Place place(Call call) {
    String cursor = call.params().text(Paging.CURSOR).orElse("");
    if (cursor.isEmpty()) {
      return NEWEST;
    }
    if (!cursor.matches("j[0-9]{1,15}\\..{22}")) {
      throw Paging.wrongCursor(cursor);
    }
    int dot = cursor.indexOf('.');
    return new ListedJob.Place(
        Instant.ofEpochMilli(Long.parseLong(cursor.substring(1, dot))), cursor.substring(dot + 1));
  }

  private Response stop(Call call) {
    ListedJob job = found(call);
    if (!runner.stop(job.job().id())) {
      throw Problem.conflict("The job has ended");
    }
    return Response.json(json(found(call)));
  }

  private ListedJob found(Call call) {
    return found(call.variable("id"));
  }

  private ListedJob found(String id) {
    return runner.find(id).orElseThrow(() -> Problem.notFound("job", id));
  }

  /** A job as JSON, of this feature or any other. */
  private static ObjectNode json(ListedJob listed) {
    Job job = listed.job();
    Job.Progress progress = job.progress();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", job.id());
    json.put("kind", job.kind());
    json.put("state", state(job.state()));
    json.put("createdAt", TimeText.text(listed.createdAt()));
    json.put("endedAt", listed.endedAt() == null ? null : TimeText.text(listed.endedAt()));
    json.put("createdBy", job.username());
    json.put("total", Math.max(job.total(), progress.position()));
    json.put("processed", progress.position());
    json.put("queued", progress.processed());
    json.put("skipped", progress.skipped());
    json.put("failed", progress.failed());
    json.put("message", job.state().message());
    json.set("filter", FILTERED.contains(job.kind()) ? JobRequest.of(job).filter() : null);
    if (job.kind().equals(RecoverJob.NAME)) {
      JobRequest request = JobRequest.of(job);
      json.put("webhook", request.webhook()).put("since", TimeText.text(request.since()));
    }
    return json;
  }

  private static String state(Job.State state) {
    return switch (state) {
      case Job.State.Running running -> "running";
      case Job.State.Stopping stopping -> "stopping";
      case Job.State.Stopped stopped -> "stopped";
      case Job.State.Done done -> "done";
      case Job.State.Failed failed -> "failed";
    };
  }
}
