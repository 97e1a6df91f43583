package dev.carillon.server.webhooks.deliverylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.http.Problem;
import java.util.Optional;

/** One delivery with everything that is known of it. */
record DeliveryDetail(
    DeliveryLog log, AttemptLog attempts, RebuiltRequests requests, DeliveryJson json) {

  /**
   * The delivery with this id.
   *
   * @throws Problem 404 where there is none
   */
  ObjectNode of(String id) {
    Detail detail =
        (Ids.valid(id) ? log.find(new Delivery.Id(id)) : Optional.<Detail>empty())
            .orElseThrow(() -> Problem.notFound("delivery", id));
    ObjectNode body = json.item(detail.entry());
    Delivery delivery = detail.entry().delivery();
    // one that was missed, or was called off after that, has nothing that could be sent
    boolean rendered =
        detail.payload().length() > 0 && !(delivery.state() instanceof DeliveryState.Missed);
    body.put("payload", rendered ? new String(detail.payload().bytes(), UTF_8) : null);
    body.put("payloadBytes", detail.payload().length());
    body.set("diagnosis", Diagnosis.of(detail.entry()).json());
    ArrayNode list = body.putArray("attemptList");
    for (Attempt attempt : attempts.of(delivery.id())) {
      list.add(AttemptJson.of(attempt, requests.of(detail, attempt), attempt.manual(), false));
    }
    return body;
  }
}
