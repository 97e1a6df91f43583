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
   * @param userAgent who sends
   */
  public DeliveryFeature(Ports ports, DeliveryJson json, String userAgent) {
    RebuiltRequests requests = new RebuiltRequests(ports.webhooks(), userAgent);
    DeliveryDetail detail = new DeliveryDetail(ports.log(), ports.attempts(), requests, json);
    this.deliveries = new DeliveriesApi(ports.log(), detail, json);
    this.exports = new ExportApi(ports.log(), json);
  }

  /** Adds all calls about the log. */
  public void routes(Routes routes) {
    exports.routes(routes);
    deliveries.routes(routes);
  }

  /**
   * What it reads.
   *
   * @param log deliveries
   * @param attempts their attempts
   * @param webhooks whom they are for
   */
  public record Ports(DeliveryLog log, AttemptLog attempts, Webhooks webhooks) {}
}
