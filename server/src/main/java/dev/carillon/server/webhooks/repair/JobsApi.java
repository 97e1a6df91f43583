package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Endpoint;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.ListedJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/jobs}: repairs of many deliveries, and how far all long work is. */
final class JobsApi {

  private static final String BASE = "/api/jobs";
  private static final int DRY_RUN_MAX = 10_000;
  private static final int TOTAL_MAX = 1_000_000;
  private static final ListedJob.Place NEWEST =
      new ListedJob.Place(Instant.parse("9999-01-01T00:00:00Z"), "");

  private final JobRunner runner;
  private final DryRuns findings;
  private final JobRequestReader orders;

  JobsApi(JobRunner runner, DryRuns findings, JobRequestReader orders) {
    this.runner = runner;
    this.findings = findings;
    this.orders = orders;
  }

  void routes(Routes routes) {
    on(routes, "GET", "", Effect.READS, this::list);
    on(routes, "POST", "", Effect.CHANGES, this::start);
    on(routes, "GET", "/{id}", Effect.READS, call -> Response.json(JobJson.of(found(call))));
    on(routes, "POST", "/{id}/stop", Effect.CHANGES, this::stop);
  }

  private static void on(
      Routes routes, String method, String path, Effect effect, Endpoint endpoint) {
    routes.on(Set.of(method), BASE + path, effect, RouteAccess.WEBHOOK_ADMIN, endpoint);
  }

  private Response start(Call call) {
    JsonFields body = JsonFields.of(call);
    String kind = body.required("kind");
    JobRequest order = orders.read(kind, body);
    if (body.flag("dryRun", false)) {
      return Response.json(findings.dryRun(kind, order, DRY_RUN_MAX));
    }
    Count total = findings.count(kind, order, TOTAL_MAX);
    if (total.count() == 0 && !total.more()) {
      throw new Problem(409, "NothingFound", "Nothing matches the filter; no job was started");
    }
    Job job =
        Job.walk(
            Ids.random(),
            kind,
            call.caller().username(),
            order.text(),
            Math.toIntExact(total.count()));
    runner.start(job);
    return new Response.Json(202, JobJson.of(found(job.id())), Map.of());
  }

  private Response list(Call call) {
    int limit = Paging.limit(call.params());
    List<ListedJob> jobs = runner.list(place(call), limit + 1);
    return Paging.page(jobs, limit, JobJson::of, last -> text(last.place()));
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
    return Response.json(JobJson.of(found(call)));
  }

  private ListedJob found(Call call) {
    return found(call.variable("id"));
  }

  private ListedJob found(String id) {
    return runner.find(id).orElseThrow(() -> Problem.notFound("job", id));
  }
}
