package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.event.Journal.Recorded;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.request.JsonField;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.ListedJob;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import dev.carillon.server.webhooks.payload.PayloadShaper;
import dev.carillon.server.webhooks.registration.DraftReader;
import dev.carillon.server.webhooks.registration.DraftReader.Draft;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /api/simulations}: what a webhook would get, before it is saved, by the latest events
 * or by one of them; many are looked at by a job.
 */
public final class SimulationsApi {

  private static final int EVENTS = 1_000;
  private static final int EVENTS_MAX = 100_000;

  /** More are looked at by a job. */
  private static final int AT_ONCE_MAX = 1_000;

  /** Then a call responds with what it has. */
  private static final Duration AT_ONCE_TIME = Duration.ofSeconds(10);

  private static final int JOBS_OF_USER_MAX = 2;
  private static final int JOBS_MAX = 8;

  private final Webhooks webhooks;
  private final Journal journal;
  private final Simulator simulator;
  private final JobRunner jobs;
  private final AssetFilterReader filters;
  private final DraftReader drafts;
  private final InstantSource clock;

  /**
   * An API over these stores.
   *
   * @param snapshots reads what was stored with events
   * @param cpu where events are asked about
   * @param jobs knows {@link SimulateJob}
   * @param filters compiles folders and query
   * @param custom the custom event types there are
   * @param templates tries the templates of drafts
   * @param clock the time of day
   */
  public SimulationsApi(
      Webhooks webhooks,
      Journal journal,
      SnapshotReader snapshots,
      CpuPool cpu,
      JobRunner jobs,
      AssetFilterReader filters,
      CustomTypeVersions custom,
      PayloadShaper templates,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.journal = journal;
    this.simulator = new Simulator(journal, snapshots, cpu, templates);
    this.jobs = jobs;
    this.filters = filters;
    this.drafts = new DraftReader(filters, custom);
    this.clock = clock;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/simulations", RouteAccess.SERVER_ADMIN)
        .post("", this::simulate)
        .get("/{id}", this::result);
  }

  private Response simulate(Call call) {
    JsonFields body = JsonFields.of(call);
    ObjectNode fields =
        body.object("webhook")
            .orElseThrow(
                () ->
                    body.has("webhook")
                        ? body.wrong("webhook", "an object with a webhook's fields")
                        : Problem.missing("webhook"));
    Optional<Recorded> single = body.text("event").map(this::event);
    if (single.isPresent() && body.has("events")) {
      throw body.wrong("events", "absent, if 'event' names the only event");
    }
    int events =
        body.has("events")
            ? new JsonField("events", body.any("events")).number(1, EVENTS_MAX)
            : EVENTS;
    Optional<Webhook> existing = body.text("id").map(this::existing);
    Instant now = clock.instant();
    Draft draft =
        existing
            .map(webhook -> drafts.changed(fields, webhook, now, call.baseUrl()))
            .orElseGet(() -> drafts.whole(fields, now, call.baseUrl()));
    SimulationRequest request =
        new SimulationRequest(
            WantedEvents.of(draft.webhook()),
            draft.webhook().subscription().projection().template(),
            existing.map(WantedEvents::of),
            events,
            journal.behindAllBut(events),
            journal.newest(),
            draft.warnings());
    if (single.isPresent()) {
      return Response.json(ofOne(request, single.get()));
    }
    return events <= AT_ONCE_MAX
        ? Response.json(atOnce(request))
        : new Response.Json(202, started(call, request), Map.of());
  }

  private Webhook existing(String named) {
    return RegisteredWebhooks.find(webhooks, named)
        .orElseGet(() -> ExplainApi.byName(webhooks, named));
  }

  private Recorded event(String id) {
    return (Ids.valid(id) ? journal.find(new Event.Id(id)) : Optional.<Recorded>empty())
        .orElseThrow(() -> Problem.notFound("event", id));
  }

  /** What comes of a single event, and which conditions it meets. */
  private ObjectNode ofOne(SimulationRequest request, Recorded event) {
    SimulationResult result = new SimulationResult(event.sequence());
    simulator.one(event, request, result);
    ObjectNode json = withoutJob(request, result, true);
    json.set("predicates", simulator.predicates(request, event));
    return json;
  }

  private ObjectNode atOnce(SimulationRequest request) {
    SimulationResult result = new SimulationResult(request.from());
    long until = System.nanoTime() + AT_ONCE_TIME.toNanos();
    boolean more = true;
    while (more && result.examined() < request.events() && System.nanoTime() < until) {
      more = simulator.part(request, result, request.events() - result.examined());
    }
    return withoutJob(request, result, !more || result.examined() >= request.events());
  }

  private ObjectNode withoutJob(
      SimulationRequest request, SimulationResult result, boolean complete) {
    ObjectNode json = simulator.shown(request, result);
    json.put("complete", complete).putNull("job");
    warnings(json, request);
    return json;
  }

  private ObjectNode started(Call call, SimulationRequest request) {
    String username = call.caller().username();
    Job job = Job.walk(Ids.random(), SimulateJob.NAME, username, request.text(), request.events());
    if (jobs.startWithin(job, JOBS_OF_USER_MAX, JOBS_MAX).isEmpty()) {
      throw Problem.conflict(
          "At most %d simulations of a user and %d of all users may run at once; stop one of them"
                  .formatted(JOBS_OF_USER_MAX, JOBS_MAX)
              + " (POST /api/jobs/<id>/stop) or wait for its end");
    }
    return shown(jobs.find(job.id()).orElseThrow());
  }

  private Response result(Call call) {
    String id = call.variable("id");
    ListedJob job =
        jobs.find(id)
            .filter(found -> found.job().kind().equals(SimulateJob.NAME))
            .orElseThrow(() -> Problem.notFound("simulation", id));
    return Response.json(shown(job));
  }

  private ObjectNode shown(ListedJob listed) {
    Job job = listed.job();
    SimulationRequest request = SimulationRequest.read(job.request(), filters);
    ObjectNode json = simulator.shown(request, SimulateJob.result(job, request));
    json.put("complete", job.state() instanceof Job.State.Done);
    json.put("job", job.id());
    warnings(json, request);
    return json;
  }

  private static void warnings(ObjectNode json, SimulationRequest request) {
    ArrayNode warnings = json.putArray("warnings");
    request.warnings().forEach(warnings::add);
  }
}
