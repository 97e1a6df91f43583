package dev.carillon.hooks.operational;

import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.operational.OperationalEvent.Cause;
import dev.carillon.hooks.operational.OperationalEvent.Kind;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The decision what there is to tell about a webhook. Pure. */
public final class OperationalEventRules {

  private OperationalEventRules() {}

  /** The events of an administrator's change. */
  public static List<OperationalEvent> ofChange(Webhook before, Webhook after) {
    List<OperationalEvent> events = new ArrayList<>();
    if (before.enabled() && after.state() instanceof WebhookState.Disabled disabled) {
      events.add(disabled(after, disabled, ""));
    }
    if (!before.enabled() && after.enabled()) {
      events.add(new OperationalEvent(Kind.ENABLED, after.id(), after.name(), Cause.NONE));
    }
    if (!before.secret().sameToken(after.secret())) {
      events.add(new OperationalEvent(Kind.SECRET_ROLLED, after.id(), after.name(), Cause.NONE));
    }
    return events;
  }

  /**
   * The events of what was settled for one webhook in one transaction. Attempts to deliver an event
   * of {@link OperationalEventSource} cause no operational event, but for disabling.
   *
   * @param failing whether its last event was {@code webhook.failing} rather than {@code
   *     webhook.recovered}
   * @param ordinary the settlements of everything else, in their order
   * @param givenUp those of them that gave their delivery up
   * @param disabling the settlement that switched it off, where one did
   */
  public static List<OperationalEvent> ofSettling(
      Webhook webhook,
      boolean failing,
      List<Settlement> ordinary,
      List<Settlement> givenUp,
      List<Settlement> disabling) {
    List<OperationalEvent> events = new ArrayList<>();
    for (Settlement given : givenUp) {
      events.add(of(Kind.EXHAUSTED, webhook, given));
    }
    turned(failing, ordinary).map(turn -> of(kind(turn), webhook, turn)).ifPresent(events::add);
    for (Settlement last : disabling) {
      last.disabled()
          .map(state -> disabled(webhook, state, last.before().id().value()))
          .ifPresent(events::add);
    }
    return events;
  }

  private static Kind kind(Settlement turn) {
    return turn.health().status() == WebhookHealth.Status.FAILING ? Kind.FAILING : Kind.RECOVERED;
  }

  private static OperationalEvent of(Kind kind, Webhook webhook, Settlement settlement) {
    Cause cause =
        new Cause("", settlement.attempt().outcome().error(), settlement.before().id().value());
    return new OperationalEvent(kind, webhook.id(), webhook.name(), cause);
  }

  private static OperationalEvent disabled(
      Webhook webhook, WebhookState.Disabled state, String delivery) {
    Cause cause = new Cause(state.reason().text(), state.detail(), delivery);
    return new OperationalEvent(Kind.DISABLED, webhook.id(), webhook.name(), cause);
  }

  /**
   * The settlement that made it failing, or healthy again. Failing and recovered alternate: each is
   * recorded only if the last event was the other one. A state in between makes no event.
   */
  private static Optional<Settlement> turned(boolean failing, List<Settlement> ordinary) {
    if (ordinary.isEmpty()) {
      return Optional.empty();
    }
    Settlement last = ordinary.getLast();
    WebhookHealth.Status after = last.health().status();
    boolean fails = after == WebhookHealth.Status.FAILING && !failing;
    boolean recovers = after == WebhookHealth.Status.HEALTHY && failing;
    return fails || recovers ? Optional.of(last) : Optional.empty();
  }
}
