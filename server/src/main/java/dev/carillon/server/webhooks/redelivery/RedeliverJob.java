package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.PreparedRecovery;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Redelivers all deliveries that a filter finds and that have ended; what was missed too. */
public record RedeliverJob(
    Store store, Database database, SnapshotReader snapshots, HooksEngine hooks)
    implements SteppedJobKind {

  /** The kind in the API and in stored jobs, named like the button "Resend". */
  static final String NAME = "resend";

  /** So many may wait for the engine at once: more would only delay a stop of the job. */
  private static final int WAITING_MAX = 2_000;

  private static final Duration ENGINE_BUSY = Duration.ofMillis(500);

  @Override
  public String name() {
    return NAME;
  }

  /** Deliveries that have ended, unless the filter says which. */
  static DeliveryFilter wanted(JobRequest request) {
    return request.deliveries("delivered", "exhausted", "cancelled", "missed");
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    if (store.deliveryActions().waiting(WAITING_MAX) >= WAITING_MAX) {
      return ENGINE_BUSY;
    }
    JobRequest request = JobRequest.of(job);
    DeliveryLog.Page page =
        store.log().page(wanted(request), JobRequest.cursor(job), request.batch());
    List<Delivery> missed =
        page.entries().stream()
            .map(DeliveryLog.Entry::delivery)
            .filter(delivery -> delivery.state() instanceof DeliveryState.Missed)
            .toList();
    Map<Webhook.Id, Webhook> recovering = enabledWebhooks(missed);
    if (recovering.keySet().stream().anyMatch(webhook -> RecoverJob.busy(store, webhook))) {
      return ENGINE_BUSY;
    }
    Map<Delivery.Id, PreparedRecovery> prepared = prepared(missed, recovering);
    Set<Webhook.Id> redelivering = new HashSet<>();
    database.write(
        connection -> {
          BatchResult batch = new BatchResult();
          for (DeliveryLog.Entry entry : page.entries()) {
            ActionResult result = redeliver(connection, entry.delivery(), prepared);
            batch.count(result);
            if (result == ActionResult.DONE && !prepared.containsKey(entry.delivery().id())) {
              redelivering.add(entry.delivery().webhook());
            }
          }
          recorder.record(connection, batch.step(job, page.end().text(), !page.more()));
          return true;
        });
    redelivering.forEach(hooks::redelivered);
    recovering.keySet().forEach(hooks::madeDue);
    return request.pause(page.entries().size());
  }

  private Map<Webhook.Id, Webhook> enabledWebhooks(List<Delivery> missed) {
    return missed.stream()
        .map(Delivery::webhook)
        .distinct()
        .flatMap(id -> store.webhooks().find(id).stream())
        .filter(Webhook::enabled)
        .collect(Collectors.toMap(Webhook::id, Function.identity()));
  }

  private Map<Delivery.Id, PreparedRecovery> prepared(
      List<Delivery> missed, Map<Webhook.Id, Webhook> enabled) {
    Map<Delivery.Id, PreparedRecovery> prepared = new HashMap<>();
    for (Delivery delivery : missed) {
      Webhook webhook = enabled.get(delivery.webhook());
      if (webhook != null) {
        prepared.put(
            delivery.id(),
            store.deliveryActions().prepareRecovery(webhook, delivery.id(), snapshots));
      }
    }
    return prepared;
  }

  private ActionResult redeliver(
      Connection connection, Delivery delivery, Map<Delivery.Id, PreparedRecovery> prepared)
      throws SQLException {
    PreparedRecovery missed = prepared.get(delivery.id());
    if (missed != null) {
      return missed.write(connection) == 1 ? ActionResult.DONE : ActionResult.PENDING;
    }
    ActionResult result = store.deliveryActions().redeliver(connection, delivery);
    // a missed one that nothing was rendered for: its webhook is disabled
    return result == ActionResult.MISSED ? ActionResult.DISABLED : result;
  }

  @Override
  public String report(Job job) {
    return BatchResult.report(
        job.progress(),
        "redelivered",
        "were delivered or requested in the meantime, or will be sent in any case",
        "their webhook is disabled or removed");
  }
}
