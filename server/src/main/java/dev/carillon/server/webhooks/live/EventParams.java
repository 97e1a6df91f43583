package dev.carillon.server.webhooks.live;

import dev.carillon.hooks.event.Journal.Wanted;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.webhooks.deliverylog.DeliveryFilterReader;

/** Which events a caller wants: the parameters {@code type} and {@code asset}. */
final class EventParams {

  private static final int SUBJECT_MAX = 200;

  private EventParams() {}

  static Wanted wanted(Params params) {
    String subject = params.text("asset").orElse("");
    if (subject.length() > SUBJECT_MAX) {
      throw Problem.badField("asset", subject, "at most " + SUBJECT_MAX + " characters");
    }
    return new Wanted(DeliveryFilterReader.types("type", params.text("type").orElse("")), subject);
  }
}
