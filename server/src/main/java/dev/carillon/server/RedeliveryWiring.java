package dev.carillon.server;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.log.FailedByWebhook;
import dev.carillon.hooks.jdbc.log.WaitingByWebhook;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.attention.AttentionApi;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.payload.Snapshots;
import dev.carillon.server.webhooks.redelivery.CancelJob;
import dev.carillon.server.webhooks.redelivery.FixJob;
import dev.carillon.server.webhooks.redelivery.JobRequestReader;
import dev.carillon.server.webhooks.redelivery.JobsApi;
import dev.carillon.server.webhooks.redelivery.RecoverJob;
import dev.carillon.server.webhooks.redelivery.RecoveryApi;
import dev.carillon.server.webhooks.redelivery.RedeliverJob;
import dev.carillon.server.webhooks.redelivery.RedeliveriesApi;
import dev.carillon.server.webhooks.redelivery.RunningFixes;
import dev.carillon.server.webhooks.testing.TestSender;

/** What sends deliveries again, one or many, and the list of webhooks that need it. */
record RedeliveryWiring(
    PlatformWiring platform,
    Snapshots snapshots,
    HooksEngine hooks,
    RecoverJob recover,
    FixJob fix) {

  /** Adds the jobs; to be called before jobs are resumed. */
  static RedeliveryWiring open(
      PlatformWiring platform, Snapshots snapshots, HooksEngine hooks, TestSender tests) {
    Store store = platform.store();
    RecoverJob recover = new RecoverJob(store, platform.database(), snapshots, hooks);
    RedeliverJob redeliver = new RedeliverJob(store, platform.database(), snapshots, hooks);
    FixJob fix =
        new FixJob(
            recover, redeliver, hooks, webhook -> tests.recoveryPing(webhook, 1), platform.audit());
    platform.jobs().add(redeliver);
    platform.jobs().add(new CancelJob(store, platform.database(), hooks));
    platform.jobs().add(recover);
    platform.jobs().add(fix);
    return new RedeliveryWiring(platform, snapshots, hooks, recover, fix);
  }

  /** Adds the calls. */
  void routes(Routes routes, DeliveryJson json) {
    Store store = platform.store();
    new RecoveryApi(store.webhooks(), store.deliveryActions(), snapshots, hooks::madeDue)
        .routes(routes);
    new RedeliveriesApi(store, snapshots, hooks, json).routes(routes);
    new JobsApi(
            platform.jobs(), store, recover, fix, new JobRequestReader(store, platform.wallClock()))
        .routes(routes);
    new AttentionApi(
            store.webhooks(),
            store.log(),
            new FailedByWebhook(platform.database()),
            new WaitingByWebhook(platform.database()),
            new RunningFixes(platform.jobs()),
            platform.engineClock())
        .routes(routes);
  }
}
