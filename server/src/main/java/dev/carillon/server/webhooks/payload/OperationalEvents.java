package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.EventType;
import java.util.List;

/** The server's own events, about webhooks rather than assets. They have a list of their own. */
public final class OperationalEvents {

  public static final EventType WEBHOOK_DISABLED = new EventType("webhook.disabled");
  public static final EventType WEBHOOK_ENABLED = new EventType("webhook.enabled");
  public static final EventType WEBHOOK_EXHAUSTED = new EventType("webhook.exhausted");
  public static final EventType WEBHOOK_FAILING = new EventType("webhook.failing");
  public static final EventType WEBHOOK_RECOVERED = new EventType("webhook.recovered");
  public static final EventType WEBHOOK_SECRET_ROLLED = new EventType("webhook.secret_rolled");

  /** All of them, in alphabetical order. */
  public static final List<EventType> ALL =
      List.of(
          WEBHOOK_DISABLED,
          WEBHOOK_ENABLED,
          WEBHOOK_EXHAUSTED,
          WEBHOOK_FAILING,
          WEBHOOK_RECOVERED,
          WEBHOOK_SECRET_ROLLED);

  private OperationalEvents() {}
}
