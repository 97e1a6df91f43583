package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.operational.OperationalEventSource;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.platform.logging.LogFields;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The server's own events, about webhooks and alerts rather than assets, with a list of types of
 * their own. Those about webhooks come from here: they are sent to webhooks, counted in metrics and
 * written to the log.
 *
 * @param rendering of payloads
 * @param counted is told of each that is durable
 */
public record OperationalEvents(
    InstantSource wall, PayloadRenderer rendering, Consumer<OperationalEvent> counted)
    implements OperationalEventSource {

  /** An alert began. */
  public static final EventType ALERT_BEGAN = new EventType("alert.began");

  /** An alert ended. */
  public static final EventType ALERT_ENDED = new EventType("alert.ended");

  /** The types of events about alerts. */
  public static final List<EventType> OF_ALERTS = List.of(ALERT_BEGAN, ALERT_ENDED);

  /** The types of events about webhooks, in alphabetical order. */
  public static final List<EventType> OF_WEBHOOKS =
      Arrays.stream(OperationalEvent.Kind.values())
          .map(OperationalEvents::type)
          .sorted(Comparator.comparing(EventType::name))
          .toList();

  /** All of their types, in alphabetical order. */
  public static final List<EventType> ALL =
      Stream.of(OF_ALERTS, OF_WEBHOOKS).flatMap(List::stream).toList();

  private static final System.Logger LOG = System.getLogger("carillon.webhooks");

  @Override
  public boolean announces(EventType type) {
    return ALL.contains(type);
  }

  @Override
  public Optional<Event> event(OperationalEvent event) {
    String webhook = event.webhook().value();
    OperationalEvent.Cause cause = event.cause();
    return Optional.of(
        Event.of(
            type(event.kind()),
            webhook,
            wall.instant(),
            new WebhookSnapshot(
                webhook,
                event.name(),
                cause.reason(),
                cause.detail(),
                cause.delivery(),
                rendering)));
  }

  @Override
  public void committed(OperationalEvent event) {
    counted.accept(event);
    LOG.log(level(event.kind()), LogFields.MESSAGE, fields(event));
  }

  /** The type of events of this kind, such as {@code webhook.disabled}. */
  public static EventType type(OperationalEvent.Kind kind) {
    return new EventType("webhook." + kind.text());
  }

  private static Level level(OperationalEvent.Kind kind) {
    return switch (kind) {
      case FAILING, DISABLED -> Level.WARNING;
      case RECOVERED, EXHAUSTED, ENABLED, SECRET_ROLLED -> Level.INFO;
    };
  }

  private static LogFields fields(OperationalEvent event) {
    return new LogFields("operational event")
        .with("event", type(event.kind()).name())
        .with("webhook", event.webhook().value())
        .with("name", event.name())
        .with("reason", event.cause().reason())
        .with("detail", event.cause().detail())
        .with("delivery", event.cause().delivery());
  }
}
