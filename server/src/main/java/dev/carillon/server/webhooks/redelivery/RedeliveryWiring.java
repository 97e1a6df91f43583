package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.event.SnapshotReader;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import java.time.InstantSource;

/** Redelivering, recovering and cancelling, put together. */
public record RedeliveryWiring(RedeliveriesApi redeliveries, RecoveryApi recovery, JobsApi jobs) {

  /**
   * Puts it together, and adds its kinds of job to the runner: before it resumes any.
   *
   * @param database where deliveries and jobs are
   * @param snapshots reads what was stored with events
   * @param hooks the engine, which acts at once: without the call it would find changes seconds
   *     later
   * @param wall the time of day
   */
  public static RedeliveryWiring open(
      Store store,
      Database database,
      SnapshotReader snapshots,
      Hooks hooks,
      JobRunner runner,
      DeliveryJson json,
      InstantSource wall) {
    RecoverJob recover = new RecoverJob(store, database, snapshots, hooks);
    runner.add(new RedeliverJob(store, database, snapshots, hooks));
    runner.add(new CancelJob(store, database, hooks));
    runner.add(recover);
    return new RedeliveryWiring(
        new RedeliveriesApi(store, snapshots, hooks, json),
        new RecoveryApi(store.webhooks(), store.deliveryActions(), snapshots, hooks::recovered),
        new JobsApi(runner, store, recover, new JobRequestReader(store, wall)));
  }

  /** Adds all calls. */
  public void routes(Routes routes) {
    recovery.routes(routes);
    redeliveries.routes(routes);
    jobs.routes(routes);
  }
}
