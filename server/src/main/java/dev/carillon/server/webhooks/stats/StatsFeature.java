package dev.carillon.server.webhooks.stats;

import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Routes;
import java.time.InstantSource;

/** How webhooks have been doing, put together. */
public final class StatsFeature implements AutoCloseable {

  private final AttemptSums summing;
  private final WebhookSummariesApi standings;
  private final StatsApi stats;

  /**
   * Puts it together on these, and begins to sum up.
   *
   * @param wall what people's clocks show
   * @param engine what deliveries are due by
   */
  public StatsFeature(
      Database database,
      Webhooks webhooks,
      DeliveryLog log,
      DueDeliveries due,
      InstantSource wall,
      InstantSource engine) {
    SumStore store = new SumStore(database);
    this.summing = new AttemptSums(store, wall);
    this.standings = new WebhookSummariesApi(webhooks, log, wall, engine, store, summing);
    this.stats = new StatsApi(webhooks, log, due, wall, engine, store, summing);
  }

  /** Adds all calls about how webhooks are doing. */
  public void routes(Routes routes) {
    standings.routes(routes);
    stats.routes(routes);
  }

  /** An attempt is durable. */
  public void settled(Settlement settlement) {
    summing.settled(settlement);
  }

  /** Stores what was summed up. */
  @Override
  public void close() {
    summing.close();
  }
}
