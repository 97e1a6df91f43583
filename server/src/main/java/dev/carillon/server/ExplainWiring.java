package dev.carillon.server;

import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.webhooks.RecoveryState;
import dev.carillon.server.webhooks.deliverylog.WaitReasons;
import dev.carillon.server.webhooks.eventtypes.CustomEventTypes;
import dev.carillon.server.webhooks.explain.ExplainApi;
import dev.carillon.server.webhooks.explain.RetriesApi;
import dev.carillon.server.webhooks.explain.SimulateJob;
import dev.carillon.server.webhooks.explain.SimulationsApi;
import dev.carillon.server.webhooks.payload.Snapshots;
import java.util.Optional;
import java.util.function.Function;

/** Why a webhook gets an event or not, and what settings would do that are not saved yet. */
record ExplainWiring(
    PlatformWiring platform,
    FieldWiring fields,
    Snapshots snapshots,
    WaitReasons waits,
    Function<Webhook, Optional<RecoveryState>> recoveries,
    CustomEventTypes eventTypes) {

  /** Tries settings with many events. */
  SimulateJob job() {
    return new SimulateJob(
        platform.store().journal(),
        snapshots,
        platform.cpu(),
        platform.database(),
        fields.filters());
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    Store store = platform.store();
    new ExplainApi(
            store.journal(),
            store.webhooks(),
            store.log(),
            snapshots,
            waits,
            recoveries,
            platform.cpu())
        .routes(routes);
    new SimulationsApi(
            store.webhooks(),
            store.journal(),
            snapshots,
            platform.cpu(),
            platform.jobs(),
            fields.filters(),
            eventTypes,
            fields.templates()::simulated,
            platform.wallClock())
        .routes(routes);
    new RetriesApi(
            store.webhooks(),
            rules -> platform.settings().webhooks().policy().with(rules).schedule(),
            fields.filters(),
            platform.wallClock())
        .routes(routes);
  }
}
