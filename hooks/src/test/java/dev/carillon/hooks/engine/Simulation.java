package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A seeded world around the dispatchers, one to three of them, each on a loop of its own: changes,
 * hand-overs that come late or never, receivers that fail, a store that is slow, webhooks that are
 * switched off and on, and crashes. Time is a number, nothing sleeps, and the same seed is the same
 * run. What must never happen is checked as it goes.
 */
final class Simulation {

  private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
  private static final int SUBJECTS = 5;
  private static final int REORDERINGS = 4;

  private final Random random;
  private final SimulatedStore store = new SimulatedStore();
  private final SimulatedTime time = new SimulatedTime(START);
  private final SimulatedLife life = new SimulatedLife(time);
  private final SimulatedWebhooks webhooks;
  private final AttemptRules rules;
  private final EngineLimits limits;
  private final SimulatedLoops loops;
  private Dispatchers dispatchers;
  private Instant storeFree = START;
  private double failing;
  private int storedTwice = -1;
  private long trace;

  Simulation(long seed) {
    this.random = new Random(seed);
    this.webhooks = new SimulatedWebhooks(seed);
    this.loops = new SimulatedLoops(time, new Random(~seed), webhooks::limitsOf);
    this.limits =
        new EngineLimits(
            1 + random.nextInt(12),
            5 + random.nextInt(30),
            600L * (2 + random.nextInt(60)),
            2 + random.nextInt(20),
            1 << 20,
            1 + random.nextInt(6),
            1 << 20,
            loops.startsPerStepMax());
    this.rules = new AttemptRules(store, limits.inFlightMax(), webhooks::limitsOf);
    this.failing = random.nextDouble() * 0.8;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      webhooks.put(SimulatedWebhooks.random(random, START));
    }
    this.dispatchers = start();
  }

  /** Some hand-overs are let go, and at times a webhook gets the other ordering, busy or not. */
  Simulation reordering(long seed) {
    store.letGoSome();
    Random own = new Random(seed);
    for (int i = 0; i < REORDERINGS; i++) {
      Instant when = START.plusMillis(own.nextInt(20_000));
      time.at(when, () -> reorder(own));
      time.at(when.plusMillis(1 + own.nextInt(60)), () -> reorder(own));
    }
    return this;
  }

  /** Lives for a while, heals everything, and expects that all is settled. */
  void run(int changes) {
    for (int i = 0; i < changes; i++) {
      time.at(START.plusMillis(random.nextInt(20_000)), this::change);
    }
    for (int i = 0; i < 8; i++) {
      Instant when = START.plusMillis(random.nextInt(20_000));
      time.at(when, this::toggle);
      // and soon again, while attempts are on the wire
      time.at(when.plusMillis(1 + random.nextInt(60)), this::toggle);
    }
    for (int i = 0; i < changes / 2; i++) {
      time.at(START.plusMillis(random.nextInt(20_000)), this::repair);
    }
    if (random.nextBoolean()) {
      time.at(START.plusMillis(random.nextInt(20_000)), this::crash);
    }
    time.at(START.plusMillis(20_100), this::heal);
    Instant end = START.plus(Duration.ofDays(2));
    while (time.now().isBefore(end) && time.step()) {
      loops.check();
      rules.adaptive().check();
      if (time.now().isAfter(START.plusMillis(20_100)) && allSettled()) {
        return;
      }
    }
    throw new AssertionError("not settled: " + unsettled());
  }

  int attempts() {
    return rules.attempts();
  }

  int redelivered() {
    return rules.redelivered();
  }

  /** How often a receiver asked for a rest. */
  int held() {
    return rules.holds();
  }

  /** How many attempts started of webhooks that were held back, because they had failed. */
  int heldBack() {
    return rules.adaptive().heldBack();
  }

  /** A number that stands for all that was decided, when, and in which order. */
  long trace() {
    return trace;
  }

  /** Makes a mistake: this settlement, counted from 1, is stored twice. */
  Simulation storingTwice(int settlement) {
    storedTwice = settlement;
    return this;
  }

  private Dispatchers start() {
    Dispatchers fresh = loops.start(limits, new Outlets(), random);
    dispatchers = fresh;
    webhooks.all().forEach(webhook -> tell(changed(webhook)));
    survey();
    return fresh;
  }

  private void survey() {
    // read now and told later, when it may be outdated
    later(random.nextInt(40), new DispatcherInput.HoldsRead(store.holds(), time.now()));
    tell(
        new DispatcherInput.Surveyed(store.earliestDue()),
        new DispatcherInput.RedeliveriesFound(store.redelivering()));
    life.at(time.now().plus(Maintenance.SURVEY_EVERY), this::survey);
  }

  private void change() {
    for (Webhook webhook : webhooks.all()) {
      if (webhook.enabled()) {
        String subject = "s" + random.nextInt(SUBJECTS);
        DueDelivery due = store.add(webhook.id(), subject, time.now());
        int kind = random.nextInt(10);
        // one in ten is never handed over, some are late, and so in any order
        if (kind > 0) {
          later(kind < 3 ? 300 : 2, store.handedOver(due));
        }
      }
    }
  }

  private void toggle() {
    Webhook webhook = webhooks.any(random);
    Webhook other =
        webhook.in(
            webhook.enabled()
                ? new WebhookState.Disabled(time.now(), WebhookState.Reason.MANUAL, "")
                : new WebhookState.Enabled());
    webhooks.put(other);
    if (other.enabled()) {
      store.release(other.id());
      rules.released(other.id());
      if (random.nextBoolean()) {
        store.cancelPending(other.id(), time.now());
      }
    }
    tell(changed(other));
  }

  private DispatcherInput changed(Webhook webhook) {
    Instant held = store.holds().getOrDefault(webhook.id(), Instant.EPOCH);
    return new DispatcherInput.Changed(webhook, WebhookHealth.NONE, held);
  }

  private void reorder(Random own) {
    Webhook webhook = webhooks.any(own);
    WebhookLimits old = webhook.limits();
    Ordering ordering = old.ordering() == Ordering.NONE ? Ordering.SUBJECT : Ordering.NONE;
    Webhook other =
        SimulatedWebhooks.limited(webhook, old.maxConcurrent(), old.maxPerSecond(), ordering);
    webhooks.put(other);
    rules.reordered(webhook.id());
    tell(changed(other));
  }

  /** An administrator repairs one delivery: sends it again, sends it now, or cancels it. */
  private void repair() {
    List<Delivery> all = store.all().stream().map(DueDelivery::delivery).toList();
    if (all.isEmpty()) {
      return;
    }
    Delivery row = all.get(random.nextInt(all.size()));
    if (!webhooks.get(row.webhook()).enabled()) {
      return;
    }
    if (!(row.state() instanceof DeliveryState.Pending)) {
      if (store.redeliver(row.sequence())) {
        hint(new DispatcherInput.RedeliveriesFound(Set.of(row.webhook())));
      }
    } else if (random.nextInt(4) == 0) {
      store.cancel(row.sequence(), time.now());
      tell(new DispatcherInput.Cancelled(row.webhook()));
    } else {
      store.retryNow(row.sequence(), time.now());
      store.release(row.webhook());
      rules.released(row.webhook());
      hint(
          new DispatcherInput.HoldsRead(store.holds(), time.now()),
          new DispatcherInput.Woken(row.webhook()));
    }
  }

  /** Comes soon, or never: then it has to be found. */
  private void hint(DispatcherInput... inputs) {
    if (random.nextInt(5) > 0) {
      for (DispatcherInput input : inputs) {
        later(3, input);
      }
    }
  }

  /** The process dies: what was in memory, on the wire or on its way to the store is gone. */
  private void crash() {
    life.end();
    rules.restarted();
    start();
  }

  private void heal() {
    failing = 0;
    for (Webhook webhook : List.copyOf(webhooks.all())) {
      if (!webhook.enabled()) {
        Webhook enabled = webhook.in(new WebhookState.Enabled());
        webhooks.put(enabled);
        store.release(webhook.id());
        rules.released(webhook.id());
        tell(changed(enabled));
      }
    }
  }

  private void tell(DispatcherInput... inputs) {
    for (DispatcherInput input : inputs) {
      dispatchers.submit(input);
    }
  }

  /** Where what a dispatcher decides goes. */
  private final class Outlets implements DispatcherDriver.Outlets {

    @Override
    public void settle(DispatcherDriver from, List<Settlement> settlements) {
      settlements.forEach(Simulation.this::trace);
      settlements.forEach(Simulation.this::adapt);
      store(from, settlements);
    }

    @Override
    public void read(DispatcherDriver from, DispatcherAction.Read read) {
      trace(read);
      rows(from, read);
    }

    @Override
    public void send(DispatcherDriver from, DispatcherAction.Send send) {
      trace(send);
      attempt(from, send);
    }
  }

  private void adapt(Settlement settlement) {
    Webhook webhook = webhooks.get(settlement.before().webhook());
    rules.adaptive().settled(webhook, settlement.attempt().outcome().success());
  }

  private void trace(Object decided) {
    trace = trace * 31 + time.now().hashCode();
    trace = trace * 31 + decided.toString().hashCode();
  }

  private void attempt(DispatcherDriver from, DispatcherAction.Send send) {
    DueDelivery due = send.due();
    Webhook webhook = webhooks.get(due.delivery().webhook());
    AttemptRules.OnTheWire onTheWire = rules.started(due, webhook, time.now(), from);
    // some end before they have left: their URL is refused, say
    boolean atOnce = random.nextInt(20) == 0;
    boolean success = random.nextDouble() >= failing;
    ReceiverResponse failure =
        atOnce ? ReceiverResponse.of(500) : SimulatedWebhooks.refusal(random);
    ReceiverResponse response = success ? ReceiverResponse.of(200) : failure;
    Outcome outcome = success ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
    Instant began = time.now();
    Runnable end =
        () -> {
          rules.ended(onTheWire, response, time.now());
          Attempt attempt =
              new Attempt(
                  due.delivery().attempts() + 1,
                  began,
                  Duration.between(began, time.now()),
                  outcome,
                  Timings.NONE,
                  AttemptTarget.NONE,
                  due.redelivery(),
                  false);
          from.submit(new DispatcherInput.Attempted(due, attempt));
        };
    if (atOnce) {
      end.run();
    } else {
      life.at(time.now().plusMillis(1 + random.nextInt(100)), end);
    }
  }

  /** Lists are stored one after the other; what a crash finds unstored is lost. */
  private void store(DispatcherDriver from, List<Settlement> settlements) {
    Instant done =
        (storeFree.isAfter(time.now()) ? storeFree : time.now()).plusMillis(random.nextInt(20));
    storeFree = done;
    boolean mistake = storedTwice > 0 && storedTwice <= settlements.size();
    storedTwice -= settlements.size();
    if (mistake) {
      store(from, settlements);
    }
    life.at(
        done,
        () -> {
          assertThat(settlements)
              .as("without a crash no attempt is made twice")
              .allMatch(store::settle);
          answer(from, random.nextInt(5), new DispatcherInput.Stored(settlements));
        });
  }

  /** The rows are read at one moment and arrive at a later one. */
  private void rows(DispatcherDriver from, DispatcherAction.Read read) {
    life.at(
        time.now().plusMillis(random.nextInt(30)),
        () -> {
          DispatcherInput page = store.page(read);
          answer(
              from,
              random.nextInt(30),
              random.nextInt(20) == 0 ? SimulatedStore.failed(page) : page);
        });
  }

  private void later(int millisMax, DispatcherInput input) {
    soon(millisMax, () -> tell(input));
  }

  /** Goes back to the dispatcher that wanted something done. */
  private void answer(DispatcherDriver to, int millisMax, DispatcherInput answer) {
    soon(millisMax, () -> to.submit(answer));
  }

  private void soon(int millisMax, Runnable what) {
    life.at(time.now().plusMillis(millisMax == 0 ? 0 : random.nextInt(millisMax + 1)), what);
  }

  private boolean allSettled() {
    return unsettled().isEmpty() && store.redelivering().isEmpty();
  }

  private List<DueDelivery> unsettled() {
    return store.all().stream()
        .filter(row -> row.delivery().state() instanceof DeliveryState.Pending)
        .toList();
  }
}
