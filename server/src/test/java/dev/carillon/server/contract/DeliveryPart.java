package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.server.testing.Await;
import java.util.concurrent.atomic.AtomicInteger;

/** A part of the contract about deliveries: what receivers respond, and what comes of it. */
abstract class DeliveryPart extends Part {

  /** Responds each status once, then the last one always. */
  static Script statuses(int... statuses) {
    AtomicInteger next = new AtomicInteger();
    return (request, out, socket) -> {
      int status = statuses[Math.min(next.getAndIncrement(), statuses.length - 1)];
      return Script.status(status).answer(request, out, socket);
    };
  }

  /** The only delivery of a webhook, once it is so. */
  JsonNode delivery(Subscriber subscriber, String state) {
    Await.until(
        () -> "the only delivery is " + state + ": " + deliveries(subscriber),
        () ->
            deliveries(subscriber).size() == 1
                && deliveries(subscriber).at("/0/state").asText().equals(state));
    String id = deliveries(subscriber).at("/0/id").asText();
    return get("/api/deliveries/" + id).is(200).json();
  }

  private JsonNode deliveries(Subscriber subscriber) {
    return get("/api/deliveries", "webhook", subscriber.id()).is(200).json().path("items");
  }

  String property(String name) {
    return get("/api/properties/" + name).is(200).json().path("default").asText();
  }
}
