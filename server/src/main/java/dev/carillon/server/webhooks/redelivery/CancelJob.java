package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Cancels all pending deliveries that a filter finds. */
public record CancelJob(Store store, Database database, HooksEngine hooks)
    implements SteppedJobKind {

  static final String NAME = "cancel";

  @Override
  public String name() {
    return NAME;
  }

  /** Deliveries that are pending, unless the filter says otherwise. */
  static DeliveryFilter wanted(JobRequest request) {
    return request.deliveries("pending");
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    JobRequest request = JobRequest.of(job);
    Instant now = store.engineClock().instant();
    DeliveryLog.Page page =
        store.log().page(wanted(request), JobRequest.cursor(job), request.batch());
    Set<Webhook.Id> cancelled = new HashSet<>();
    database.write(
        connection -> {
          BatchResult batch = new BatchResult();
          for (DeliveryLog.Entry entry : page.entries()) {
            ActionResult result =
                store.deliveryActions().cancel(connection, entry.delivery().id(), now);
            batch.count(result);
            if (result == ActionResult.DONE) {
              cancelled.add(entry.delivery().webhook());
            }
          }
          recorder.record(connection, batch.step(job, page.end().text(), !page.more()));
          return true;
        });
    cancelled.forEach(hooks::cancelled);
    return request.pause(page.entries().size());
  }

  @Override
  public String report(Job job) {
    return BatchResult.report(job.progress(), "cancelled", "had already ended", "");
  }
}
