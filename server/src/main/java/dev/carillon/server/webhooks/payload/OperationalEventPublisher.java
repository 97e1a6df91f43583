package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.server.platform.logging.LogFields;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Operational events: what becomes of a webhook, told to the log, to metrics and to webhooks. */
public final class OperationalEventPublisher implements OperationalEventSource {

  private static final System.Logger LOG = System.getLogger("carillon.webhooks");

  private final InstantSource wall;
  private final Consumer<OperationalEvent> counted;

  /**
   * Announcements that go by this clock.
   *
   * @param counted hears of each that is durable
   */
  public OperationalEventPublisher(InstantSource wall, Consumer<OperationalEvent> counted) {
    this.wall = wall;
    this.counted = counted;
  }

  @Override
  public boolean announces(EventType type) {
    return OperationalEvents.ALL.contains(type);
  }

  @Override
  public Optional<Event> event(OperationalEvent notice) {
    String webhook = notice.webhook().value();
    OperationalEvent.Cause cause = notice.cause();
    return Optional.of(
        Event.of(
            type(notice),
            webhook,
            wall.instant(),
            new WebhookSnapshot(
                webhook, notice.name(), cause.reason(), cause.detail(), cause.delivery())));
  }

  @Override
  public void committed(OperationalEvent notice) {
    counted.accept(notice);
    LOG.log(level(notice.kind()), LogFields.MESSAGE, fields(notice));
  }

  private static EventType type(OperationalEvent notice) {
    return new EventType("webhook." + notice.kind().text());
  }

  private static Level level(OperationalEvent.Kind kind) {
    return switch (kind) {
      case FAILING, DISABLED -> Level.WARNING;
      case RECOVERED, EXHAUSTED, ENABLED, SECRET_ROLLED -> Level.INFO;
    };
  }

  private static LogFields fields(OperationalEvent notice) {
    return new LogFields("operational event")
        .with("event", type(notice).name())
        .with("webhook", notice.webhook().value())
        .with("name", notice.name())
        .with("reason", notice.cause().reason())
        .with("detail", notice.cause().detail())
        .with("delivery", notice.cause().delivery());
  }
}
