package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of inputs, turn by turn. */
class DispatcherDriverTest implements DispatcherDriver.Outlets {

  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final EngineLimits LIMITS =
      new EngineLimits(10, 100, 1 << 20, 100, 1 << 20, 100, 1 << 20, 3);

  private final Webhook webhook =
      Webhook.of("any", "https://example.org", Webhook.Subscription.to(), Instant.EPOCH);
  private final SimulatedStore store = new SimulatedStore();
  private final HandLoop loop = new HandLoop();
  private final SharedCapacity shared = SharedCapacity.among(1, LIMITS);
  private Instant now = NOW;
  private final DispatcherDriver driver =
      new DispatcherDriver(
          0,
          new Dispatcher(0, DeliveryPolicy.DEFAULT, shared, new Random(1)),
          loop,
          () -> now,
          this,
          shared.permits(),
          number -> {});
  private final List<Settlement> settled = new ArrayList<>();
  private final List<DispatcherAction.Send> sent = new ArrayList<>();
  private final List<DueDelivery> rows = new ArrayList<>();
  private final List<Webhook.Id> forgotten = new ArrayList<>();
  private int reads;

  /** So many of what it decides fail. */
  private int failing;

  private Runnable afterSend = () -> {};
  private boolean endAtOnce;
  private boolean endWithTheFirst;

  @Override
  public void settle(DispatcherDriver from, List<Settlement> settlements) {
    failIfAsked();
    settled.addAll(settlements);
  }

  @Override
  public void forget(Webhook.Id removed) {
    forgotten.add(removed);
  }

  @Override
  public void read(DispatcherDriver from, DispatcherAction.Read read) {
    reads++;
    failIfAsked();
    from.submit(new DispatcherInput.Page(read.webhook(), List.copyOf(rows), true, Instant.MAX));
  }

  @Override
  public void send(DispatcherDriver from, DispatcherAction.Send send) {
    failIfAsked();
    sent.add(send);
    if (endAtOnce) {
      from.submit(attempted(send.due()));
    }
    if (endWithTheFirst) {
      from.end();
    }
    afterSend.run();
  }

  private void failIfAsked() {
    if (failing > 0) {
      failing--;
      throw new NoClassDefFoundError("a fault");
    }
  }

  @Test
  void whatWasKeptOfAWebhookThatIsRemovedIsForgotten() {
    driver.submit(new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    loop.round(driver);
    assertThat(forgotten).isEmpty();
    driver.submit(new DispatcherInput.Removed(webhook.id()));
    loop.round(driver);
    assertThat(forgotten).containsExactly(webhook.id());
  }

  @Test
  void aTurnStartsOnlySoManyAttemptsAndWantsTheNextOneAtOnce() {
    know();
    handOver(4);
    assertThat(loop.round(driver)).isZero();
    assertThat(sent).hasSize(3);
    assertThat(loop.round(driver)).isEqualTo(SenderLoop.Task.WHEN_WOKEN);
    assertThat(sent).hasSize(4);
  }

  @Test
  void callsThatEndBeforeTheyHaveBegunAreTakenInTheNextTurn() {
    endAtOnce = true;
    know();
    handOver(2);
    assertThat(loop.round(driver)).isZero();
    assertThat(settled).isEmpty();
    loop.round(driver);
    assertThat(settled).hasSize(2);
    assertThat(shared.permits().inFlight()).isZero();
  }

  @Test
  void anInputThatFailsTakesNothingElseWithIt() {
    know();
    handOver(2);
    loop.round(driver);
    driver.submit(attempted(sent.getFirst().due()));
    // no step of a dispatcher can make anything of it
    driver.submit(new DispatcherInput.Surveyed(broken(new IllegalStateException("a fault"))));
    driver.submit(new DispatcherInput.Surveyed(broken(new NoClassDefFoundError("a fault"))));
    driver.submit(attempted(sent.getLast().due()));
    loop.round(driver);
    assertThat(settled).hasSize(2);
    driver.submit(new DispatcherInput.Stored(List.copyOf(settled)));
    loop.round(driver);
    assertThat(shared.permits().unstored()).isZero();
    handOver(1);
    loop.round(driver);
    assertThat(sent).hasSize(3);
  }

  @Test
  void stopGoesBeforeEverythingThatWaits() {
    know();
    handOver(1500);
    driver.submit(new DispatcherInput.Stop());
    loop.round(driver);
    assertThat(sent).isEmpty();
    assertThat(driver.stopped()).isTrue();
  }

  @Test
  void whatIsEndedInTheMiddleOfATurnSendsNothingMore() {
    endWithTheFirst = true;
    know();
    handOver(3);
    loop.round(driver);
    assertThat(sent).hasSize(1);
    handOver(1);
    assertThat(loop.round(driver)).isEqualTo(SenderLoop.Task.WHEN_WOKEN);
    assertThat(driver.waiting()).isFalse();
    assertThat(sent).hasSize(1);
  }

  @Test
  void whatWasLetGoIsReadThoughItHasJustBeenCommitted() {
    know();
    DueDelivery due = store.add(webhook.id(), "picture", NOW);
    rows.add(due);
    long sequence = due.delivery().sequence();
    now = NOW.plus(EngineLimits.SCAN_PAUSE);
    driver.submit(new DispatcherInput.LetGo(Map.of(webhook.id(), sequence)));
    while (loop.round(driver) == 0) {
      // until it is read
    }
    assertThat(sent).extracting(DispatcherAction.Send::due).containsExactly(due);
    driver.submit(new DispatcherInput.HandedOver(List.of(due)));
    loop.round(driver);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aReadThatCannotBeginIsAskedForAgainAfterAPause() {
    failing = 1;
    know();
    driver.submit(new DispatcherInput.Woken(webhook.id()));
    assertThat(loop.round(driver)).isPositive();
    assertThat(reads).as("not at once").isEqualTo(1);
    now = NOW.plusSeconds(1);
    know();
    assertThat(reads).isEqualTo(2);
    handOver(1);
    loop.round(driver);
    assertThat(sent).hasSize(1);
  }

  @Test
  void settlementsThatCannotBeHandedOnAreKeptForTheNextStep() {
    know();
    handOver(1);
    loop.round(driver);
    failing = 1;
    driver.submit(attempted(sent.getFirst().due()));
    assertThat(loop.round(driver)).isPositive();
    assertThat(settled).isEmpty();
    now = NOW.plusSeconds(1);
    loop.round(driver);
    assertThat(settled).hasSize(1);
    now = NOW.plusSeconds(2);
    loop.round(driver);
    assertThat(settled).hasSize(1);
  }

  @Test
  void anAttemptThatCannotStartTakesNoOtherWithItAndIsReadAgain() {
    know();
    handOver(3);
    rows.addAll(store.all());
    failing = 1;
    loop.round(driver);
    assertThat(sent).hasSize(2);
    readAll();
    assertThat(sent).hasSize(3);
    assertThat(sent.stream().map(DispatcherAction.Send::due).distinct()).hasSize(3);
    assertThat(shared.permits().inFlight()).isEqualTo(3);
  }

  @Test
  void nothingMoreIsSentOnceItIsToldToStopInTheMiddleOfAStep() {
    afterSend = () -> driver.submit(new DispatcherInput.Stop());
    know();
    handOver(3);
    loop.round(driver);
    loop.round(driver);
    assertThat(sent).hasSize(1);
    assertThat(shared.permits().inFlight()).isEqualTo(1);
    assertThat(driver.stopped()).isTrue();
  }

  @Test
  void nothingMoreIsSentOnceTheLeaseHasEndedInTheMiddleOfAStepUntilItIsHeldAgain() {
    driver.submit(new DispatcherInput.LeaseHeld(NOW.plusSeconds(10)));
    afterSend = () -> now = NOW.plusSeconds(10);
    know();
    handOver(3);
    rows.addAll(store.all());
    loop.round(driver);
    loop.round(driver);
    assertThat(sent).hasSize(1);
    assertThat(shared.permits().inFlight()).isEqualTo(1);
    afterSend = () -> {};
    driver.submit(new DispatcherInput.LeaseHeld(NOW.plusSeconds(30)));
    readAll();
    assertThat(sent.stream().map(DispatcherAction.Send::due).distinct()).hasSize(3);
    assertThat(sent).hasSize(3);
  }

  /** Some time later; what is on the wire is known. */
  private void readAll() {
    now = now.plusSeconds(2);
    while (loop.round(driver) == 0) {
      // until all is read
    }
  }

  private void know() {
    driver.submit(new DispatcherInput.Changed(webhook, WebhookHealth.NONE));
    while (loop.round(driver) == 0) {
      // until its backlog is read
    }
  }

  private void handOver(int count) {
    for (int i = 0; i < count; i++) {
      DueDelivery due = store.add(webhook.id(), "picture", NOW);
      driver.submit(new DispatcherInput.HandedOver(List.of(due)));
    }
  }

  private static DispatcherInput attempted(DueDelivery due) {
    Outcome accepted = new Outcome.Accepted(ReceiverResponse.of(200));
    return new DispatcherInput.Attempted(due, new Attempt(1, NOW, Duration.ZERO, accepted));
  }

  private static Map<Webhook.Id, Instant> broken(Throwable fault) {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<Webhook.Id, Instant>> entrySet() {
        if (fault instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) fault;
      }
    };
  }
}
