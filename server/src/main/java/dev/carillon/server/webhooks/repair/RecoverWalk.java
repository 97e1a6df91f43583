package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Repairs.Range;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.time.Duration;
import java.time.Instant;

/**
 * Sends a webhook everything that it missed since a time: first what it has missed deliveries of,
 * then events from before it existed. It goes no faster than the webhook takes it, so that what is
 * new does not have to wait behind all of it.
 */
final class RecoverWalk implements SteppedJobKind {

  static final String NAME = "recover";

  /** While so many of a webhook are due, no more are added. */
  static final int DUE_MAX = 64;

  private static final Duration WEBHOOK_BUSY = Duration.ofMillis(10);
  private static final String EVENTS = "events:";

  private final RepairPorts bench;

  RecoverWalk(RepairPorts bench) {
    this.bench = bench;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    JobRequest order = JobRequest.of(job);
    Webhook webhook = enabled(order);
    Instant now = bench.store().engineClock().instant();
    if (bench.store().due().dueCount(webhook.id(), now, DUE_MAX) >= DUE_MAX) {
      return WEBHOOK_BUSY;
    }
    boolean events = job.progress().place().startsWith(EVENTS);
    PreparedRecovery found = events ? unheard(webhook, order, job) : missed(webhook, order, job);
    String place = !events && found.last() ? EVENTS + 0 : (events ? EVENTS : "") + found.reached();
    boolean last = found.last() && (events || !order.since().isBefore(webhook.createdAt()));
    bench
        .database()
        .write(
            connection -> {
              int made = found.write(connection);
              Job.Step step = new Job.Step(made, found.count() - made, 0, place, last);
              recorder.record(connection, last ? BatchResult.whole(job, step) : step);
              return true;
            });
    if (found.count() > 0) {
      bench.hooks().recovered(webhook.id());
    }
    return order.pause(found.count());
  }

  private Webhook enabled(JobRequest order) {
    Webhook webhook =
        bench
            .store()
            .webhooks()
            .find(order.webhookId())
            .orElseThrow(
                () ->
                    new IllegalArgumentException("The webhook was removed; the rest was not sent"));
    if (!webhook.enabled()) {
      throw new IllegalArgumentException(
          "The webhook was disabled; the rest was not sent. Enable it and start the job again");
    }
    return webhook;
  }

  private PreparedRecovery missed(Webhook webhook, JobRequest order, Job job) {
    return bench
        .store()
        .repairs()
        .missed(webhook, order.past(), reached(job), bench.snapshots(), batch(order));
  }

  private PreparedRecovery unheard(Webhook webhook, JobRequest order, Job job) {
    return bench
        .store()
        .repairs()
        .backfill(
            webhook,
            new Range(order.since(), webhook.createdAt()),
            reached(job),
            bench.snapshots(),
            batch(order));
  }

  private static long reached(Job job) {
    String place = job.progress().place().replace(EVENTS, "");
    return place.isEmpty() ? 0 : Long.parseLong(place);
  }

  private static int batch(JobRequest order) {
    return Math.min(order.batch(), DUE_MAX);
  }

  @Override
  public String report(Job job) {
    return BatchResult.report(job.progress(), "recovered", "were already recovered", "");
  }
}
