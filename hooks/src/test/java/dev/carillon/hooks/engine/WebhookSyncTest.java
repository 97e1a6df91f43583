package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WebhookSyncTest {

  private static final Webhook WEBHOOK =
      Webhook.of("w", "http://127.0.0.1/", Webhook.Subscription.to(), Instant.EPOCH);

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant HELD_UNTIL = NOW.plusSeconds(60);
  private static final DispatcherInput NO_HOLDS = new DispatcherInput.HoldsRead(Map.of(), NOW);

  private final List<DispatcherInput> told = new ArrayList<>();
  private WebhookSet stored = WebhookSet.of(1, List.of(WEBHOOK));
  private Map<Webhook.Id, Instant> holds = Map.of();
  private final WebhookSync sync = new WebhookSync(new Stored(), () -> NOW, told::add);

  @Test
  void whatIsKnownIsNotToldAgain() {
    sync.refresh();
    stored = WebhookSet.of(2, List.of(WEBHOOK));
    sync.refresh();
    assertThat(told)
        .containsExactly(
            new DispatcherInput.Changed(WEBHOOK, WebhookHealth.NONE), NO_HOLDS, NO_HOLDS);
  }

  @Test
  void whoIsHeldIsToldWithTheWebhookAndWhoIsReleasedWithTheNextRevision() {
    holds = Map.of(WEBHOOK.id(), HELD_UNTIL);
    sync.refresh();
    assertThat(told)
        .containsExactly(
            new DispatcherInput.Changed(WEBHOOK, WebhookHealth.NONE, HELD_UNTIL),
            new DispatcherInput.HoldsRead(holds, NOW));
    told.clear();
    holds = Map.of();
    stored = WebhookSet.of(2, List.of(WEBHOOK));
    sync.refresh();
    assertThat(told).containsExactly(NO_HOLDS);
  }

  /** Somebody enabled it again before it was looked at, or it never was disabled in the store. */
  @Test
  void whatTheDispatcherSwitchedOffIsToldAgainThoughItLooksAsBefore() {
    sync.refresh();
    for (int revision : List.of(1, 3)) {
      told.clear();
      stored = WebhookSet.of(revision, List.of(WEBHOOK));
      sync.recheck(WEBHOOK.id());
      sync.refresh();
      sync.refresh();
      assertThat(told)
          .containsExactly(new DispatcherInput.Changed(WEBHOOK, WebhookHealth.NONE), NO_HOLDS);
    }
  }

  @Test
  void whatWasSwitchedOffAndThenRemovedIsGone() {
    sync.refresh();
    told.clear();
    stored = WebhookSet.of(4, List.of());
    sync.recheck(WEBHOOK.id());
    sync.refresh();
    assertThat(told).containsExactly(new DispatcherInput.Removed(WEBHOOK.id()), NO_HOLDS);
  }

  /** Only what is read of it. */
  private final class Stored implements Webhooks {

    @Override
    public WebhookSet current() {
      return stored;
    }

    @Override
    public WebhookHealth health(Webhook.Id id) {
      return WebhookHealth.NONE;
    }

    @Override
    public Map<Webhook.Id, Instant> holds(Instant now) {
      return holds;
    }

    @Override
    public boolean release(Webhook.Id id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Webhook> find(Webhook.Id id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PastWebhook> asOf(Webhook.Id id, long setRevision) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void add(Webhook webhook, int ownersMax) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Webhook> remove(Webhook.Id id) {
      throw new UnsupportedOperationException();
    }
  }
}
