package dev.carillon.server.faults.noise;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.faults.load.Embedded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ours: durable, with lanes. */
record CarillonEngine(Embedded core) implements Engine {

  static Engine in(Path directory, DeliveryPolicy policy) {
    return new CarillonEngine(Embedded.in(directory, policy));
  }

  @Override
  public void webhook(String url, String subject) {
    core.webhook(url, subject, WebhookLimits.DEFAULT);
  }

  @Override
  public List<Rung> ring(List<Event> events) {
    List<Receipt> receipts = core.record(events);
    long now = System.nanoTime();
    core.committed(receipts);
    List<Rung> rung = new ArrayList<>();
    for (Receipt receipt : receipts) {
      for (DueDelivery due : receipt.due()) {
        rung.add(new Rung(due.delivery().id().value(), due.delivery().subject(), now));
      }
    }
    return rung;
  }

  @Override
  public int inFlight() {
    return core.hooks().inFlight();
  }

  @Override
  public void close() {
    core.close();
  }
}
