package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/jobs}: redeliver, recover or cancel many deliveries, fix a webhook, and how far all
 * jobs are.
 */
public record JobsApi(
    JobRunner runner, Store store, RecoverJob recovery, FixJob fix, JobRequestReader reader) {

  private static final int DRY_RUN_MAX = 10_000;
  static final ListedJob.Place NEWEST =
      new ListedJob.Place(Instant.parse("9999-01-01T00:00:00Z"), "");

  private static final List<String> FILTERED = List.of(RedeliverJob.NAME, CancelJob.NAME);

  /** Kinds that are about one webhook. */
  static final List<String> WITHOUT_FILTER = List.of(RecoverJob.NAME, FixJob.NAME);

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
    if (kind.equals(FixJob.NAME)) {
      checkNotFixedNow(request);
    }
    Count total = count(kind, request, RecoverJob.TOTAL_MAX);
    if (total.count() == 0 && !total.more() && !kind.equals(FixJob.NAME)) {
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

  /** Two fixes of one webhook would send what failed twice. */
  private void checkNotFixedNow(JobRequest request) {
    String running = new RunningFixes(runner).byWebhook().get(request.webhook());
    if (running != null) {
      throw Problem.conflict("The job '" + running + "' fixes this webhook now");
    }
  }

  private Count count(String kind, JobRequest request, int max) {
    return switch (kind) {
      case RecoverJob.NAME -> recovery.count(request, max);
      case FixJob.NAME -> fix.count(request, max);
      default -> store.log().count(wanted(kind, request), max);
    };
  }

  /** What the job would do. */
  private ObjectNode dryRun(String kind, JobRequest request) {
    if (!WITHOUT_FILTER.contains(kind)) {
      return DryRun.of(kind, wanted(kind, request), store, DRY_RUN_MAX).json();
    }
    Count count = count(kind, request, DRY_RUN_MAX);
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
    if (WITHOUT_FILTER.contains(job.kind())) {
      JobRequest request = JobRequest.of(job);
      json.put("webhook", request.webhook()).put("since", TimeText.text(request.since()));
    }
    if (job.kind().equals(FixJob.NAME)) {
      json.set("steps", FixStep.json(job));
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

  /**
   * What a job would do to the deliveries that a filter finds: how many it would send or cancel,
   * how many it could not and why, webhook by webhook. It reads a bounded number of deliveries;
   * then there may be more.
   */
  private static final class DryRun {

    private static final int PAGE = 1_000;
    private static final int WEBHOOKS_MAX = 200;

    private final boolean cancels;
    private final Map<Webhook.Id, Boolean> enabled;
    private final Map<Webhook.Id, Share> shares = new HashMap<>();
    private int count;
    private boolean more;

    private DryRun(String kind, Map<Webhook.Id, Boolean> enabled) {
      this.cancels = kind.equals(CancelJob.NAME);
      this.enabled = enabled;
    }

    /** Looks at what the filter finds, at most so many deliveries. */
    static DryRun of(String kind, DeliveryFilter filter, Store store, int max) {
      Map<Webhook.Id, Boolean> enabled =
          store.webhooks().current().webhooks().stream()
              .collect(Collectors.toMap(Webhook::id, Webhook::enabled));
      DryRun run = new DryRun(kind, enabled);
      DeliveryLog.Cursor from = DeliveryLog.Cursor.NEWEST;
      boolean next = true;
      while (next) {
        DeliveryLog.Page page = store.log().page(filter, from, Math.min(PAGE, max - run.count));
        page.entries().forEach(run::add);
        from = page.end();
        run.more = page.more();
        next = page.more() && page.readAll() && run.count < max;
      }
      if (run.more && run.count == max) {
        DeliveryLog.Page behind = store.log().page(filter, from, 1);
        run.more = behind.more() || !behind.entries().isEmpty();
      }
      return run;
    }

    private void add(DeliveryLog.Entry entry) {
      Delivery delivery = entry.delivery();
      count++;
      Share share =
          shares.computeIfAbsent(
              delivery.webhook(), id -> new Share(id, entry.to().name(), entry.to().removed()));
      Obstacle obstacle = cancels ? ended(delivery) : unsendable(delivery, share.removed);
      if (obstacle != null) {
        share.obstacles.merge(obstacle, 1, Integer::sum);
      } else {
        share.eligible++;
        if (delivery.state() instanceof DeliveryState.Delivered) {
          share.delivered++;
        }
      }
    }

    private static @Nullable Obstacle ended(Delivery delivery) {
      return delivery.state() instanceof DeliveryState.Pending ? null : Obstacle.ENDED;
    }

    /** Decides as {@link RedeliverJob} does: a dry run must not promise more. */
    private @Nullable Obstacle unsendable(Delivery delivery, boolean removed) {
      if (removed) {
        return Obstacle.WEBHOOK_REMOVED;
      }
      if (!enabled.getOrDefault(delivery.webhook(), false)) {
        return Obstacle.WEBHOOK_DISABLED;
      }
      return delivery.state() instanceof DeliveryState.Pending ? Obstacle.PENDING : null;
    }

    /** The response; webhooks come first of which most deliveries cannot be done. */
    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("count", count).put("more", more);
      json.put("eligible", shares.values().stream().mapToInt(share -> share.eligible).sum());
      json.put("delivered", shares.values().stream().mapToInt(share -> share.delivered).sum());
      Map<Obstacle, Integer> obstacles = new EnumMap<>(Obstacle.class);
      shares
          .values()
          .forEach(
              share -> share.obstacles.forEach((why, n) -> obstacles.merge(why, n, Integer::sum)));
      json.set("ineligible", json(obstacles));
      ArrayNode webhooks = json.putArray("webhooks");
      List<Share> shown =
          shares.values().stream()
              .sorted(
                  Comparator.comparingInt(Share::ineligible)
                      .reversed()
                      .thenComparing(share -> share.name)
                      .thenComparing(share -> share.id.value()))
              .limit(WEBHOOKS_MAX)
              .toList();
      shown.forEach(share -> webhooks.add(share.json()));
      return json;
    }

    private static ArrayNode json(Map<Obstacle, Integer> obstacles) {
      ArrayNode json = JsonNodeFactory.instance.arrayNode();
      obstacles.forEach((why, n) -> json.addObject().put("reason", why.text()).put("count", n));
      return json;
    }

    /** Why a delivery cannot be redelivered, or cancelled. */
    private enum Obstacle {
      WEBHOOK_DISABLED,
      WEBHOOK_REMOVED,
      /** It will be sent anyway. */
      PENDING,
      /** There is nothing left to cancel. */
      ENDED;

      String text() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** What is for one webhook. */
    private static final class Share {
      private final Webhook.Id id;
      private final String name;
      private final boolean removed;
      private final Map<Obstacle, Integer> obstacles = new EnumMap<>(Obstacle.class);
      private int eligible;
      private int delivered;

      Share(Webhook.Id id, String name, boolean removed) {
        this.id = id;
        this.name = name;
        this.removed = removed;
      }

      int ineligible() {
        return obstacles.values().stream().mapToInt(Integer::intValue).sum();
      }

      ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id.value()).put("name", name).put("removed", removed);
        json.put("eligible", eligible).put("delivered", delivered);
        json.set("ineligible", DryRun.json(obstacles));
        return json;
      }
    }
  }
}
