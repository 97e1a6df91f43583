package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Past;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;
import java.time.Duration;
import java.time.Instant;

/**
 * What a job was asked to do, as it is kept with the job.
 *
 * @param filter as the caller wrote it
 * @param webhook whose events to recover; empty for other kinds
 * @param since of events that happened then or later
 * @param rate at most so many in a second; 0 = as many as go
 * @param start when it was asked for, by the engine's clock: what came later is not meant; where
 *     that is in the future, what comes until then is meant too
 */
record JobRequest(ObjectNode filter, String webhook, Instant since, int rate, Instant start) {

  private static final int BATCH_MAX = 200;
  private static final int STEPS_PER_SECOND = 4;

  /** What this job was asked to do. */
  static JobRequest of(Job job) {
    JsonNode json = Json.read(job.request());
    return new JobRequest(
        (ObjectNode) json.get("filter"),
        json.get("webhook").asText(),
        Instant.parse(json.get("since").asText()),
        json.get("rate").asInt(),
        Instant.parse(json.get("start").asText()));
  }

  /** In the form that is kept. */
  String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("filter", filter);
    json.put("webhook", webhook);
    json.put("since", since.toString());
    json.put("rate", rate);
    json.put("start", start.toString());
    return json.toString();
  }

  /**
   * Which deliveries are meant, among those that were there when it was asked for.
   *
   * @param states of those, where the filter does not say which
   */
  DeliveryFilter deliveries(String... states) {
    DeliveryFilter wanted = DeliveryFilterReader.of(filter);
    Span created = wanted.created();
    Instant to = created.to().isBefore(start) ? created.to() : start;
    Span bounded = new Span(created.from().isBefore(to) ? created.from() : to, to);
    DeliveryFilter all =
        new DeliveryFilter(
            wanted.states(),
            wanted.webhooks(),
            wanted.about(),
            wanted.last(),
            bounded,
            wanted.text());
    return all.states().isEmpty() ? all.in(states) : all;
  }

  /** Where a job goes on in the log: the oldest first, so what comes meanwhile is not met. */
  static Cursor cursor(Job job) {
    String place = job.progress().place();
    return place.isEmpty() ? Cursor.OLDEST : Cursor.parse(place);
  }

  /** Which missed events are meant. */
  Past past() {
    return new Past(since, start);
  }

  Webhook.Id webhookId() {
    return new Webhook.Id(webhook);
  }

  /** How many in one step. */
  int batch() {
    return rate == 0 ? BATCH_MAX : Math.clamp(rate / STEPS_PER_SECOND, 1, BATCH_MAX);
  }

  /** How long to pause after so many. */
  Duration pause(int done) {
    return rate == 0 ? Duration.ZERO : Duration.ofMillis(1000L * done / rate);
  }
}
