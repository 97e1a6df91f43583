package dev.carillon.bench.features;

import dev.carillon.hooks.WebhookRegistration;
import java.util.function.UnaryOperator;

/**
 * A webhook of the library that asks for something.
 *
 * @param name what it asks for
 * @param share of the usual number of events: less where one costs much
 * @param perDelivery how many events are one delivery
 * @param perSubject how many events follow each other about one subject
 * @param owner of webhook and events; empty = none
 * @param settings what is different from the plain webhook
 */
record Feature(
    String name,
    double share,
    int perDelivery,
    int perSubject,
    String owner,
    UnaryOperator<WebhookRegistration> settings) {

  /** One whose events are a delivery each. */
  static Feature of(String name, UnaryOperator<WebhookRegistration> settings) {
    return new Feature(name, 1, 1, 1, "", settings);
  }
}
