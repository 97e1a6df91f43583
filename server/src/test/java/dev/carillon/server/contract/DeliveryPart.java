package dev.carillon.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.util.concurrent.atomic.AtomicInteger;

/** A part of the contract about deliveries: what receivers respond, and what comes of it. */
abstract class DeliveryPart extends Part {

  DeliveryPart(ContractServer server, String here) {
    super(server, here);
  }

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
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      JsonNode items =
          get("/api/deliveries", "webhook", subscriber.id()).is(200).json().path("items");
      if (items.size() == 1 && items.at("/0/state").asText().equals(state)) {
        return get("/api/deliveries/" + items.at("/0/id").asText()).is(200).json();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("no delivery became " + state + ": " + items);
      }
      Thread.onSpinWait();
    }
  }

  String property(String name) {
    return get("/api/properties/" + name).is(200).json().path("default").asText();
  }
}
