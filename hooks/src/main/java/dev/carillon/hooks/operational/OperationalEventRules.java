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

  /** What an administrator's change tells. */
  public static List<OperationalEvent> ofChange(Webhook before, Webhook after) {
    List<OperationalEvent> notices = new ArrayList<>();
    if (before.enabled() && after.state() instanceof WebhookState.Disabled disabled) {
      notices.add(disabled(after, disabled, ""));
    }
    if (!before.enabled() && after.enabled()) {
      notices.add(new OperationalEvent(Kind.ENABLED, after.id(), after.name(), Cause.NONE));
    }
    if (!before.secret().sameToken(after.secret())) {
      notices.add(new OperationalEvent(Kind.SECRET_ROLLED, after.id(), after.name(), Cause.NONE));
    }
    return notices;
  }

  /** What was settled for one webhook tells. */
  public static List<OperationalEvent> ofSettling(Webhook webhook, Settled settled) {
    List<OperationalEvent> notices = new ArrayList<>();
    for (Settlement given : settled.givenUp()) {
      notices.add(of(Kind.EXHAUSTED, webhook, given));
    }
    settled.turned().map(turn -> of(kind(turn), webhook, turn)).ifPresent(notices::add);
    for (Settlement last : settled.disabling()) {
      last.disabled()
          .map(state -> disabled(webhook, state, last.before().id().value()))
          .ifPresent(notices::add);
    }
    return notices;
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
   * What was stored for one webhook in one transaction. Attempts to deliver what an {@link
   * Announcer} told are no reason to tell anything, but for disabling.
   *
   * @param failing whether it was told last that it is failing, rather than that it has recovered
   * @param ordinary the settlements of everything else, in their order
   * @param givenUp those of them that gave their delivery up
   * @param disabling the settlement that switched it off, where one did
   */
  public record Settled(
      boolean failing,
      List<Settlement> ordinary,
      List<Settlement> givenUp,
      List<Settlement> disabling) {

    public Settled {
      ordinary = List.copyOf(ordinary);
      givenUp = List.copyOf(givenUp);
      disabling = List.copyOf(disabling);
    }

    /**
     * The settlement that made it fail, or that made it healthy again. One follows the other, since
     * each is told only where the other was told before; what lies between tells nothing.
     */
    Optional<Settlement> turned() {
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
}
