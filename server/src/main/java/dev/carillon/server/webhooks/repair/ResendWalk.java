package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Sends everything again that a filter finds and that has ended; what was missed too. */
final class ResendWalk implements SteppedJobKind {

  static final String NAME = "resend";

  /** So many may wait for the engine at once: more would only make it deaf to a stop. */
  private static final int WAITING_MAX = 2_000;

  private static final Duration ENGINE_BUSY = Duration.ofMillis(500);

  private final RepairPorts bench;

  ResendWalk(RepairPorts bench) {
    this.bench = bench;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Those that have ended, unless the filter says which. */
  static DeliveryFilter wanted(JobRequest order) {
    DeliveryFilter filter = order.deliveries();
    return filter.states().isEmpty()
        ? filter.in("delivered", "exhausted", "cancelled", "missed")
        : filter;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    if (bench.store().repairs().waiting(WAITING_MAX) >= WAITING_MAX) {
      return ENGINE_BUSY;
    }
    JobRequest order = JobRequest.of(job);
    DeliveryLog.Page page =
        bench.store().log().page(wanted(order), WalkCursor.cursor(job), order.batch());
    Step step = new Step();
    List<Delivery> missed =
        page.entries().stream()
            .map(DeliveryLog.Entry::delivery)
            .filter(delivery -> delivery.state() instanceof DeliveryState.Missed)
            .toList();
    missed.forEach(step::ask);
    if (busy(step.enabled.keySet())) {
      return ENGINE_BUSY;
    }
    missed.forEach(step::prepare);
    bench
        .database()
        .write(
            connection -> {
              step.tally = new BatchResult();
              for (DeliveryLog.Entry entry : page.entries()) {
                step.write(connection, entry.delivery());
              }
              recorder.record(connection, step.tally.step(job, page.end().text(), !page.more()));
              return true;
            });
    step.resent.forEach(bench.hooks()::resent);
    step.recovered.keySet().forEach(id -> bench.hooks().recovered(step.webhookOf(id)));
    return order.pause(page.entries().size());
  }

  /** Whether one of them has enough to do before it hears what it missed. */
  private boolean busy(Set<Webhook.Id> webhooks) {
    Instant now = bench.store().engineClock().instant();
    return webhooks.stream()
        .anyMatch(
            webhook ->
                bench.store().due().dueCount(webhook, now, RecoverWalk.DUE_MAX)
                    >= RecoverWalk.DUE_MAX);
  }

  @Override
  public String report(Job job) {
    Job.Progress progress = job.progress();
    return BatchResult.report(
        progress,
        "redelivered",
        "were delivered or requested in the meantime, or will be sent in any case",
        "their webhook is disabled or removed");
  }

  /** One batch. */
  private final class Step {
    private final Map<Delivery.Id, PreparedRecovery> recovered = new HashMap<>();
    private final Map<Delivery.Id, Webhook.Id> webhooks = new HashMap<>();
    private final Map<Webhook.Id, Webhook> enabled = new HashMap<>();
    private final Set<Webhook.Id> asked = new HashSet<>();
    private final Set<Webhook.Id> resent = new HashSet<>();
    private BatchResult tally = new BatchResult();

    void ask(Delivery missed) {
      Webhook.Id id = missed.webhook();
      if (asked.add(id)) {
        bench
            .store()
            .webhooks()
            .find(id)
            .filter(Webhook::enabled)
            .ifPresent(webhook -> enabled.put(id, webhook));
      }
    }

    void prepare(Delivery missed) {
      Webhook webhook = enabled.get(missed.webhook());
      if (webhook != null) {
        webhooks.put(missed.id(), missed.webhook());
        recovered.put(
            missed.id(), bench.store().repairs().missed(webhook, missed.id(), bench.snapshots()));
      }
    }

    Webhook.Id webhookOf(Delivery.Id missed) {
      return Objects.requireNonNull(webhooks.get(missed));
    }

    void write(Connection connection, Delivery delivery) throws SQLException {
      PreparedRecovery missed = recovered.get(delivery.id());
      if (missed != null) {
        tally.count(missed.write(connection) == 1 ? RepairResult.DONE : RepairResult.PENDING);
        return;
      }
      RepairResult repair = bench.store().repairs().resend(connection, delivery);
      // a missed one that nothing was rendered for: its webhook is off
      tally.count(repair == RepairResult.MISSED ? RepairResult.DISABLED : repair);
      if (repair == RepairResult.DONE) {
        resent.add(delivery.webhook());
      }
    }
  }
}
