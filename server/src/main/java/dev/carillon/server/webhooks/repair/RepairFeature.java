package dev.carillon.server.webhooks.repair;

import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import java.time.InstantSource;

/** Everything about repairs, put together. */
public final class RepairFeature {

  private final RedeliveriesApi redeliveries;
  private final JobsApi jobs;

  /**
   * Puts it together, and teaches the runner its kinds of job: before it resumes any.
   *
   * @param wall what people's clocks show
   */
  public RepairFeature(RepairPorts bench, JobRunner runner, DeliveryJson json, InstantSource wall) {
    runner.add(new ResendWalk(bench));
    runner.add(new CancelWalk(bench));
    runner.add(new RecoverWalk(bench));
    this.redeliveries = new RedeliveriesApi(bench, json);
    this.jobs = new JobsApi(runner, new DryRuns(bench), new JobRequestReader(bench.store(), wall));
  }

  /** Adds all calls. */
  public void routes(Routes routes) {
    redeliveries.routes(routes);
    jobs.routes(routes);
  }
}
