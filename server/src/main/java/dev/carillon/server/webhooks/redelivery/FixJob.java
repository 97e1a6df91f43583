package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.delivery.DeliveryLog.Last;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import dev.carillon.server.webhooks.deliverylog.Diagnosis;
import dev.carillon.server.webhooks.redelivery.FixStep.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Brings a receiver back, as the button <em>Fix and recover</em> asks for: sends a test (unless the
 * events are fetched), enables the webhook, sends what it missed, and sends again what failed. A
 * step that fails ends the job, and the later ones are not begun. How far it is is stored with the
 * job, so that a process that dies is followed by one that goes on; a test may then be sent twice.
 *
 * @param recover sends what was missed
 * @param redeliver sends again what failed
 * @param test makes one request, also to a webhook that is disabled
 */
public record FixJob(
    RecoverJob recover,
    RedeliverJob redeliver,
    HooksEngine hooks,
    Function<Webhook, Outcome> test,
    AuditLog audit)
    implements SteppedJobKind {

  static final String NAME = "fix";

  /** An event is recorded as missed with the time of its change, which may be planned before. */
  private static final Duration PLANNED_BEFORE = Duration.ofHours(1);

  /** By then the other nodes know that the webhook is enabled. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    Place place = Place.of(job);
    return switch (place.step()) {
      case TEST -> tested(job, recorder);
      case ENABLE -> enabled(job, place, recorder);
      case RECOVER -> recover.step(part(job, place), within(place, recorder));
      case RESEND -> redeliver.step(part(job, place), within(job, place, recorder));
    };
  }

  private Duration tested(Job job, Recorder recorder) {
    Webhook webhook = webhook(job);
    if (!webhook.pulled()) {
      Last last = Last.of(test.apply(webhook), Duration.ZERO);
      if (!last.error().isEmpty()) {
        Diagnosis why = Diagnosis.of(last.status(), last.error());
        throw new IllegalArgumentException(
            "The test failed, so nothing else was done. " + why.summary() + " " + why.nextStep());
      }
    }
    return record(recorder, new Place(FixStep.ENABLE, webhook.pulled(), disabledAt(webhook), ""));
  }

  /** Only the webhook that was tested: what a user has disabled since stays disabled. */
  private Duration enabled(Job job, Place place, Recorder recorder) {
    Webhook before = webhook(job);
    if (before.enabled()) {
      recover.store().webhooks().release(before.id());
    } else if (!disabledAt(before).equals(place.mark())) {
      throw new IllegalArgumentException(
          "The webhook was disabled again after the test, so it was left disabled");
    }
    Webhook stored =
        recover
            .store()
            .webhooks()
            .change(
                before.id(),
                now ->
                    disabledAt(now).equals(place.mark()) ? now.in(new WebhookState.Enabled()) : now)
            .orElseThrow(FixJob::removed);
    hooks.webhooksChanged();
    if (stored.enabled() && !before.enabled()) {
      audit.did(
          Via.SYSTEM,
          "enableFixedWebhook",
          new Subject("webhook", stored.id().value(), stored.name()),
          Map.of("enabled", false),
          Map.of("enabled", true, "fixJob", job.id(), "user", job.username()));
    }
    boolean shared = recover.database().dialect().shared();
    Instant now = recover.store().engineClock().instant();
    Instant start = shared ? now.plus(KNOWN_WITHIN) : now;
    return record(recorder, place.next(FixStep.RECOVER, start.toString()));
  }

  private Webhook webhook(Job job) {
    return recover
        .store()
        .webhooks()
        .find(JobRequest.of(job).webhookId())
        .orElseThrow(FixJob::removed);
  }

  private static IllegalArgumentException removed() {
    return new IllegalArgumentException("The webhook was removed");
  }

  private static String disabledAt(Webhook webhook) {
    return webhook.state() instanceof WebhookState.Disabled off ? off.at().toString() : "";
  }

  private Duration record(Recorder recorder, Place next) {
    recover
        .database()
        .write(
            connection -> {
              recorder.record(connection, new Job.Step(0, 0, 0, next.text(), false));
              return true;
            });
    return Duration.ZERO;
  }

  /** The part of the job that a step does, as a job of its own. */
  private Job part(Job job, Place place) {
    JobRequest whole = JobRequest.of(job);
    Instant created = webhook(job).createdAt();
    Instant planned = whole.since().minus(PLANNED_BEFORE);
    Instant start = Instant.parse(place.mark());
    JobRequest request =
        new JobRequest(
            whole.filter(),
            whole.webhook(),
            planned.isBefore(created) ? created : planned,
            whole.rate(),
            start);
    Job.Progress reached = job.progress();
    return new Job(
        job.id(),
        job.kind(),
        job.username(),
        request.text(),
        List.of(),
        0,
        new Job.Progress(
            reached.position(),
            reached.processed(),
            reached.failed(),
            reached.skipped(),
            place.rest()),
        job.state());
  }

  /** The end of recovering is the begin of sending again. */
  private static Recorder within(Place place, Recorder recorder) {
    return (connection, step) -> {
      Place next = step.last() ? place.next(FixStep.RESEND, place.mark()) : place.at(step.place());
      recorder.record(
          connection,
          new Job.Step(step.processed(), step.skipped(), step.failed(), next.text(), false));
    };
  }

  private static Recorder within(Job job, Place place, Recorder recorder) {
    return (connection, step) -> {
      Job.Step reached =
          new Job.Step(
              step.processed(),
              step.skipped(),
              step.failed(),
              place.at(step.place()).text(),
              step.last());
      recorder.record(connection, step.last() ? BatchResult.whole(job, reached) : reached);
    };
  }

  /** How many deliveries it would send, up to so many. */
  Count count(JobRequest request, int max) {
    Webhook webhook = recover.store().webhooks().find(request.webhookId()).orElseThrow();
    Count missed = recover.store().deliveryActions().countMissed(webhook, request.past(), max);
    Count failed = recover.store().log().count(RedeliverJob.wanted(request), Math.max(max, 1));
    return new Count(
        Math.min(missed.count() + failed.count(), max), missed.more() || failed.more());
  }

  /** What is sent again, in the words of a filter of the log. */
  static ObjectNode failed(String webhook, Instant since) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("state", "exhausted")
        .put("webhook", webhook)
        .put("from", since.toString());
  }

  @Override
  public String report(Job job) {
    boolean untested = Place.of(job).untested();
    String sent =
        BatchResult.report(
            job.progress(),
            untested ? "events can be fetched again" : "events sent again",
            "were delivered or requested in the meantime",
            "the webhook is disabled or removed");
    return untested
        ? "The webhook is enabled. Its events are fetched, so no test was sent. " + sent
        : "The receiver accepted a test, and the webhook is enabled. " + sent;
  }
}
