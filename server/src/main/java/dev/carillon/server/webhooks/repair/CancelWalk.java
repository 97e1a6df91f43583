package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.RepairResult;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.SteppedJobKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Calls everything off that a filter finds and that is pending. */
final class CancelWalk implements SteppedJobKind {

  static final String NAME = "cancel";

  private final RepairPorts bench;

  CancelWalk(RepairPorts bench) {
    this.bench = bench;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Those that are pending, unless the filter says otherwise. */
  static DeliveryFilter wanted(JobRequest order) {
    DeliveryFilter filter = order.deliveries();
    return filter.states().isEmpty() ? filter.in("pending") : filter;
  }

  @Override
  public Duration step(Job job, Recorder recorder) {
    JobRequest order = JobRequest.of(job);
    Instant now = bench.store().engineClock().instant();
    DeliveryLog.Page page =
        bench.store().log().page(wanted(order), WalkCursor.cursor(job), order.batch());
    Set<Webhook.Id> cancelled = new HashSet<>();
    bench
        .database()
        .write(
            connection -> {
              BatchResult tally = new BatchResult();
              for (DeliveryLog.Entry entry : page.entries()) {
                RepairResult repair =
                    bench.store().repairs().cancel(connection, entry.delivery().id(), now);
                tally.count(repair);
                if (repair == RepairResult.DONE) {
                  cancelled.add(entry.delivery().webhook());
                }
              }
              recorder.record(connection, tally.step(job, page.end().text(), !page.more()));
              return true;
            });
    cancelled.forEach(bench.hooks()::cancelled);
    return order.pause(page.entries().size());
  }

  @Override
  public String report(Job job) {
    return BatchResult.report(job.progress(), "cancelled", "had already ended", "");
  }
}
