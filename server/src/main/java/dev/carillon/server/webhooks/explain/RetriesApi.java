package dev.carillon.server.webhooks.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.webhook.DeliveryRules;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.webhooks.RegisteredWebhooks;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.CustomTypeVersions;
import dev.carillon.server.webhooks.registration.DraftReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code GET /api/retry-schedule}: when the attempts of a delivery would be made if the first one
 * failed at some time, and all others too.
 */
public final class RetriesApi {

  private static final double MILLIS_PER_SECOND = 1_000;
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  /** So many attempts are shown. */
  private static final int SHOWN_MAX = 100;

  private final Webhooks webhooks;
  private final Function<DeliveryRules, RetrySchedule> schedules;
  private final DraftReader drafts;
  private final InstantSource clock;

  /**
   * An API over these webhooks.
   *
   * @param schedules the schedule of a webhook with these rules
   * @param filters compiles folders and query
   * @param clock the time of day
   */
  public RetriesApi(
      Webhooks webhooks,
      Function<DeliveryRules, RetrySchedule> schedules,
      AssetFilterReader filters,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.schedules = schedules;
    this.drafts = new DraftReader(filters, CustomTypeVersions.NONE);
    this.clock = clock;
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.group("/api/retry-schedule", RouteAccess.SERVER_ADMIN).get("", this::show);
  }

  private Response show(Call call) {
    Optional<Webhook> webhook =
        call.params()
            .text("webhook")
            .map(
                named ->
                    RegisteredWebhooks.find(webhooks, named)
                        .orElseGet(() -> ExplainApi.byName(webhooks, named)));
    Instant from = call.params().text("from").map(RetriesApi::time).orElseGet(clock::instant);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("webhook", webhook.map(one -> one.id().value()).orElse(null));
    show(schedules.apply(rules(call, webhook)), from, json);
    return Response.json(json);
  }

  /** The rules of the webhook, with the delays that the caller asks about in the place of its. */
  private DeliveryRules rules(Call call, Optional<Webhook> webhook) {
    Instant now = clock.instant();
    Webhook before = webhook.orElseGet(() -> Webhook.blank(now));
    Optional<String> asked = call.params().list("retryDelays");
    if (asked.isEmpty()) {
      return before.rules();
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode delays = body.putArray("retryDelays");
    Stream.of(asked.get().split(",")).map(String::strip).forEach(delays::add);
    return drafts.changed(body, before, now, call.baseUrl()).webhook().rules();
  }

  /** The planned times, and the earliest and the latest that chance makes of them. */
  private static void show(RetrySchedule schedule, Instant from, ObjectNode json) {
    json.put("from", TimeText.text(from));
    json.put("retries", schedule.retriesMax());
    json.put("jitter", schedule.jitter());
    ArrayNode attempts = json.putArray("attempts");
    Duration planned = Duration.ZERO;
    for (int number = 1; number <= Math.min(SHOWN_MAX, schedule.retriesMax() + 1); number++) {
      Duration wait = number == 1 ? Duration.ZERO : schedule.planned(number - 1);
      planned = planned.plus(wait);
      long jitter = Math.round(planned.toMillis() * schedule.jitter());
      Instant at = from.plus(planned);
      attempts
          .addObject()
          .put("number", number)
          .put("waitSeconds", wait.toMillis() / MILLIS_PER_SECOND)
          .put("at", TimeText.text(at))
          .put("earliest", TimeText.text(at.minusMillis(jitter)))
          .put("latest", TimeText.text(at.plusMillis(jitter)));
    }
  }

  private static Instant time(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException notOne) {
      // refused below
    }
    throw Problem.badField("from", text, "a time from 1970 to 8999, such as 2026-11-25T10:00:00Z");
  }
}
