package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.DeliveryLog.Count;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.TransactionalDeliveryActions.Range;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.time.Duration;
import java.time.Instant;

/**
 * Sends a webhook everything that it missed since a time: first what it has missed deliveries of
 * ({@code RecoveredDeliveries} of {@code hooks-jdbc}), then events from before it existed ({@code
 * Backfill}). {@link #step} chooses. It goes no faster than the webhook takes it, so that what is
 * new does not have to wait behind all of it.
 */
public record RecoverJob(
    Store store, Database database, SnapshotReader snapshots, HooksEngine hooks)
    implements SteppedJobKind {

  static final String NAME = "recover";

  /** While so many of a webhook are due, no more are added. */
  static final int DUE_MAX = 64;

  /** How many deliveries are counted before a job begins. */
  static final int TOTAL_MAX = 1_000_000;

  /** For whom the server works of itself. */
  private static final String OF_SERVER = "system";

  /**
   * An event has the time of its change, which may have been planned long before it was recorded as
   * missed. Who missed it is known from its delivery, so that a longer time costs a longer look.
   */
  private static final Duration PLANNED_BEFORE = Duration.ofHours(1);

  /**
   * Transactions that were recording for a disabled webhook are waited for so long at most: longer
   * ones are rare, and what they record is missed.
   */
  private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(10);

  /** So often it is asked whether they have ended. */
  private static final Duration ASKED_EVERY = Duration.ofMillis(500);

  private static final Duration WEBHOOK_BUSY = Duration.ofMillis(10);
  private static final String EVENTS = "events:";

  /** Stands in the place of a job whose look sees all that was recorded while it began. */
  private static final String SETTLED = "settled:";

  /** A dry run looks at so many batches of events from before a webhook existed. */
  private static final int COUNTED_BATCHES_MAX = 100;

  @Override
  public String name() {
    return NAME;
  }

  /** Whether so many deliveries to a webhook are due that those it missed have to wait. */
  static boolean busy(Store store, Webhook.Id webhook) {
    return store.due().dueCount(webhook, store.engineClock().instant(), DUE_MAX) >= DUE_MAX;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    JobRequest request = JobRequest.of(job);
    Webhook webhook = enabled(request);
    if (busy(store, webhook.id())) {
      return WEBHOOK_BUSY;
    }
    boolean events = prefix(job).equals(EVENTS);
    int limit = Math.min(request.batch(), DUE_MAX);
    PreparedRecovery found =
        events
            ? beforeItsTime(webhook, request, reached(job), limit)
            : store
                .deliveryActions()
                .prepareRecovery(webhook, request.past(), reached(job), snapshots, limit);
    boolean again =
        !events
            && found.last()
            && !prefix(job).equals(SETTLED)
            && store.engineClock().instant().isBefore(request.start());
    boolean settled = again && store.journal().settled();
    String place = again ? (settled ? SETTLED + 0 : "") : place(job, found);
    boolean last =
        !again && found.last() && (events || !request.since().isBefore(webhook.createdAt()));
    database.write(
        connection -> {
          int made = found.write(connection);
          Job.Step step = new Job.Step(made, found.count() - made, 0, place, last);
          recorder.record(connection, last ? BatchResult.whole(job, step) : step);
          return true;
        });
    if (found.count() > 0) {
      hooks.madeDue(webhook.id());
    }
    return again ? (settled ? Duration.ZERO : ASKED_EVERY) : request.pause(found.count());
  }

  private static String place(Job job, PreparedRecovery found) {
    return !prefix(job).equals(EVENTS) && found.last() ? EVENTS + 0 : prefix(job) + found.reached();
  }

  /** What stands before the number in a job's place. */
  private static String prefix(Job job) {
    String place = job.progress().place();
    return place.startsWith(EVENTS) ? EVENTS : place.startsWith(SETTLED) ? SETTLED : "";
  }

  private Webhook enabled(JobRequest request) {
    Webhook webhook =
        store
            .webhooks()
            .find(request.webhookId())
            .orElseThrow(
                () ->
                    new IllegalArgumentException("The webhook was removed; the rest was not sent"));
    if (!webhook.enabled()) {
      throw new IllegalArgumentException(
          "The webhook was disabled; the rest was not sent. Enable it and start the job again");
    }
    return webhook;
  }

  /** Events from before the webhook existed, which it has no deliveries of. */
  private PreparedRecovery beforeItsTime(
      Webhook webhook, JobRequest request, long after, int limit) {
    Range range = new Range(request.since(), webhook.createdAt());
    return store.deliveryActions().backfill(webhook, range, after, snapshots, limit);
  }

  private static long reached(Job job) {
    String place = job.progress().place().substring(prefix(job).length());
    return place.isEmpty() ? 0 : Long.parseLong(place);
  }

  /**
   * A job that the server itself begins: everything that a webhook missed since it was disabled,
   * and of what it missed before that, what could have been planned before and recorded since. What
   * is from before the webhook existed is not meant. Where transactions record side by side, it
   * looks once more when those have ended that may have been recording for a disabled webhook.
   *
   * @param id of the job
   * @param disabledAt when it was disabled
   */
  public Job ofServer(String id, Webhook webhook, Instant disabledAt) {
    Instant created = webhook.createdAt();
    Instant now = store.engineClock().instant();
    // the clock of the node that disabled it may have been ahead
    Instant planned = (disabledAt.isAfter(now) ? now : disabledAt).minus(PLANNED_BEFORE);
    JobRequest request =
        new JobRequest(
            JsonNodeFactory.instance.objectNode(),
            webhook.id().value(),
            planned.isBefore(created) ? created : planned,
            0,
            database.dialect().shared() ? now.plus(COMMITTED_WITHIN) : now);
    int total = Math.toIntExact(count(request, TOTAL_MAX).count());
    return Job.walk(id, NAME, OF_SERVER, request.text(), total);
  }

  /** How many deliveries it would send, up to so many: then there may be more. */
  Count count(JobRequest request, int max) {
    Webhook webhook = store.webhooks().find(request.webhookId()).orElseThrow();
    Count missed = store.deliveryActions().countMissed(webhook, request.past(), max);
    if (missed.more() || !request.since().isBefore(webhook.createdAt())) {
      return missed;
    }
    long count = missed.count();
    long reached = 0;
    for (int batch = 0; batch < COUNTED_BATCHES_MAX; batch++) {
      PreparedRecovery found = beforeItsTime(webhook, request, reached, Integer.MAX_VALUE);
      count += found.count();
      reached = found.reached();
      if (found.last()) {
        return new Count(Math.min(count, max), count > max);
      }
      if (count >= max) {
        break;
      }
    }
    return new Count(Math.min(count, max), true);
  }

  @Override
  public String report(Job job) {
    return BatchResult.report(job.progress(), "recovered", "were already recovered", "");
  }
}
