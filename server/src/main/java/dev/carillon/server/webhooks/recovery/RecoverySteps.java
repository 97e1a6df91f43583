package dev.carillon.server.webhooks.recovery;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.webhooks.redelivery.RecoverJob;
import dev.carillon.server.webhooks.testing.TestSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a recovery, each of which leaves an entry in the audit log: a ping; and after one
 * that succeeded, to enable the webhook and to begin the job that recovers what it missed. That the
 * ping succeeded is stored first, with the id of the job; the job and the row's next phase are one
 * transaction. So a process that dies in between is followed by one that goes on, without another
 * ping and without a second job.
 *
 * @param wallClock for the job
 * @param engineClock for the times of pings
 */
public record RecoverySteps(
    Database database,
    Webhooks webhooks,
    HooksEngine hooks,
    JobRunner jobs,
    RecoverJob recover,
    TestSender sender,
    AuditLog audit,
    InstantSource wallClock,
    InstantSource engineClock) {

  /**
   * Makes the next ping.
   *
   * @param claimed this node's
   * @param delays how long after the disabling each ping is made
   * @return the recovery as it is after a ping that succeeded
   */
  Optional<Recovery> ping(Webhook webhook, Recovery claimed, List<Duration> delays) {
    int number = claimed.pings() + 1;
    Outcome outcome = sender.recoveryPing(webhook, number);
    if (outcome.success()) {
      String job = Ids.random();
      boolean stored = database.<Boolean>write(c -> RecoveryRows.succeeded(c, claimed, job));
      log(webhook, "pingDisabledWebhook", Map.of("ping", number, "outcome", "success"));
      return stored
          ? database.read(c -> RecoveryRows.find(c, claimed.webhook()))
          : Optional.empty();
    }
    long next = nextAt(number, delays);
    database.<Boolean>write(c -> RecoveryRows.failed(c, claimed, next, outcome.error()));
    Map<String, Object> after = new LinkedHashMap<>();
    after.put("ping", number);
    after.put("outcome", outcome.error());
    after.put("nextPingAt", next == Recovery.NEVER ? "none" : Columns.instant(next).toString());
    log(webhook, "pingDisabledWebhook", after);
    return Optional.empty();
  }

  /** After a long stop of the server pings are as far from each other as they would have been. */
  private long nextAt(int pings, List<Duration> delays) {
    if (pings >= delays.size()) {
      return Recovery.NEVER;
    }
    Duration pause = delays.get(pings).minus(delays.get(pings - 1));
    return Columns.micros(engineClock.instant().plus(pause));
  }

  /**
   * Enables the webhook, unless an administrator has changed its state meanwhile, and begins the
   * job.
   *
   * @param claimed this node's, after a ping that succeeded
   * @param delays how long after the disabling each ping is made
   */
  void enable(Recovery claimed, List<Duration> delays) {
    Optional<Webhook> webhook =
        webhooks.change(
            claimed.webhook(),
            before -> claimed.about(before) ? before.in(new WebhookState.Enabled()) : before);
    if (webhook.isEmpty() || !webhook.get().enabled()) {
      ended(claimed, webhook.filter(Recovery::wanted), delays);
      return;
    }
    hooks.webhooksChanged();
    log(
        webhook.get(),
        "enableWebhookAutomatically",
        Map.of("enabled", true, "ping", claimed.pings(), "recoverJob", claimed.job()));
    Instant since = Columns.instant(claimed.since());
    Job job = recover.ofServer(claimed.job(), webhook.get(), since);
    Instant now = wallClock.instant();
    boolean added =
        database.<Boolean>write(
            c -> RecoveryRows.recovering(c, claimed) && jobs.insert(c, job, now) == 1);
    if (added) {
      var _ = jobs.run(job);
    }
  }

  /**
   * An administrator disabled it; or it was enabled by a process that died at once, and failures
   * have disabled it again: then it still is to get what it missed the first time.
   */
  private void ended(Recovery claimed, Optional<Webhook> wanted, List<Duration> delays) {
    long first = Columns.micros(engineClock.instant().plus(delays.getFirst()));
    database.write(
        c ->
            wanted.isPresent()
                ? RecoveryRows.again(c, claimed, wanted.get(), claimed.since(), first)
                : RecoveryRows.forget(c, claimed));
  }

  private void log(Webhook webhook, String action, Map<String, ?> after) {
    Subject subject = new Subject("webhook", webhook.id().value(), webhook.name());
    audit.did(Via.SYSTEM, action, subject, Map.of(), after);
  }
}
