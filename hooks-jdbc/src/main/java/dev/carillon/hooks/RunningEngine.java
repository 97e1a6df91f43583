package dev.carillon.hooks;

import dev.carillon.hooks.core.HooksEngine;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.Webhook;
import org.jspecify.annotations.Nullable;

/** The engine of this process, if it sends: tells it what was changed in the store. */
final class RunningEngine implements AutoCloseable {

  private final @Nullable HooksEngine engine;
  private final Runnable below;

  private RunningEngine(@Nullable HooksEngine engine, Runnable below) {
    this.engine = engine;
    this.below = below;
  }

  /**
   * This engine.
   *
   * @param below closes what it needed
   */
  static RunningEngine of(HooksEngine engine, Runnable below) {
    return new RunningEngine(engine, below);
  }

  /** This process only records. */
  static RunningEngine none() {
    return new RunningEngine(null, () -> {});
  }

  boolean sends() {
    return engine != null;
  }

  /** Whether it may send at present. */
  boolean sending() {
    return engine != null && engine.sending();
  }

  void committed(Receipt receipt) {
    if (engine != null) {
      engine.committed(receipt);
    }
  }

  /** An event is committed whose deliveries have to be looked up. */
  void committed(Event.Id event) {
    if (engine != null) {
      engine.committed(event);
    }
  }

  void webhooksChanged() {
    if (engine != null) {
      engine.webhooksChanged();
    }
  }

  void madeDue(Webhook.Id webhook) {
    if (engine != null) {
      engine.madeDue(webhook);
    }
  }

  void cancelled(Webhook.Id webhook) {
    if (engine != null) {
      engine.cancelled(webhook);
    }
  }

  void redelivered(Webhook.Id webhook) {
    if (engine != null) {
      engine.redelivered(webhook);
    }
  }

  int requestsOnTheWire() {
    return engine == null ? 0 : engine.inFlight() + engine.unstored();
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    below.run();
  }
}
