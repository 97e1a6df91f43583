package dev.carillon.server.faults.noise;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.event.Event;
import java.nio.file.Path;
import java.util.List;

/** Anything that sends events to webhooks: what is tested, and what it is compared with. */
interface Engine extends AutoCloseable {

  /** Registers a webhook for the events of one subject. */
  void webhook(String url, String subject);

  /** Takes these events; each is of one webhook. */
  List<Rung> ring(List<Event> events);

  /** How many attempts are on the wire. */
  int inFlight();

  @Override
  void close();

  /**
   * One delivery that was taken.
   *
   * @param delivery its id
   * @param subject whose it is
   * @param atNanos when, by {@link System#nanoTime}
   */
  record Rung(String delivery, String subject, long atNanos) {}

  /** Makes an engine that keeps its files in this directory and goes by these rules. */
  interface Maker {
    Engine make(Path directory, DeliveryPolicy policy);
  }
}
