package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Routes;

/** The log of deliveries, put together. */
public final class DeliveryFeature {

  private final DeliveriesApi deliveries;
  private final ExportApi exports;

  /**
   * Puts it together on these.
   *
   * @param webhooks whom deliveries are for
   * @param userAgent who sends
   */
  public DeliveryFeature(
      DeliveryLog log,
      AttemptLog attempts,
      Webhooks webhooks,
      DeliveryJson json,
      String userAgent) {
    RebuiltRequests requests = new RebuiltRequests(webhooks, userAgent);
    DeliveryDetail detail = new DeliveryDetail(log, attempts, requests, json);
    this.deliveries = new DeliveriesApi(log, detail, json);
    this.exports = new ExportApi(log, json);
  }

  /** Adds all calls about the log. */
  public void routes(Routes routes) {
    exports.routes(routes);
    deliveries.routes(routes);
  }
}
