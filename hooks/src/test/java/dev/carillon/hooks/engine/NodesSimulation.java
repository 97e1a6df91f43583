package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.RetrySchedule;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A seeded world of one to four nodes that share a store: they join, leave, are killed, frozen and
 * cut off from the store, while they record, send and take over from each other. Their clocks
 * differ, and what they tell each other comes late, twice or never.
 */
final class NodesSimulation {

  /** Few attempts at once, so that deliveries wait in memory; and few retries, soon. */
  static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          new RetrySchedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)), 4, 0.2),
          Set.of(),
          false,
          -1,
          Duration.ofSeconds(15),
          2);

  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
  private static final int NODES_MAX = 4;
  private static final int SUBJECTS = 3;
  private static final int BURST = 10;
  private static final int LIFE_MILLIS = 60_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Random random;
  private final BrokenRule broken;
  private final SimulatedTime time = new SimulatedTime(START);
  private final SimulatedWebhooks webhooks = new SimulatedWebhooks();
  private final SharedStore store;
  private final NodeRules rules;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private double failing;
  private @Nullable AssertionError violation;

  NodesSimulation(long seed, BrokenRule broken) {
    this.random = new Random(seed);
    this.broken = broken;
    this.store = new SharedStore(time, broken);
    this.rules = new NodeRules(store);
    this.failing = random.nextDouble() * 0.6;
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      webhooks.put(webhook());
    }
  }

  private Webhook webhook() {
    Webhook any = SimulatedWebhooks.random(random, START);
    return SimulatedWebhooks.limited(
        any,
        random.nextInt(6),
        random.nextInt(2) * (1 + random.nextInt(6)),
        random.nextInt(5) < 2 ? Ordering.SUBJECT : Ordering.NONE);
  }

  /** Lives for a while, heals everything, and expects that all is settled. */
  void run(int changes) {
    int count = 1 + random.nextInt(NODES_MAX);
    for (int i = 0; i < count; i++) {
      time.at(START.plusMillis(random.nextInt(i == 0 ? 1 : 20_000)), this::join);
    }
    for (int i = 0; i < changes; i++) {
      time.at(START.plusMillis(random.nextInt(LIFE_MILLIS)), this::change);
    }
    for (int i = 0; i < changes / 5; i++) {
      time.at(START.plusMillis(random.nextInt(LIFE_MILLIS)), this::redeliver);
    }
    int faults = 1 + random.nextInt(7);
    for (int i = 0; i < faults; i++) {
      time.at(START.plusMillis(random.nextInt(LIFE_MILLIS)), this::fault);
    }
    Instant healed = START.plusMillis(LIFE_MILLIS + 1);
    time.at(healed, this::heal);
    Instant end = healed.plusSeconds(240);
    Instant look = START;
    while (time.now().isBefore(end) && time.step()) {
      if (violation != null) {
        throw violation;
      }
      if (!time.now().isBefore(look)) {
        look = time.now().plus(LOOK_EVERY);
        nodes.forEach(SimulatedNode::check);
        if (time.now().isAfter(healed) && settled()) {
          return;
        }
      }
    }
    throw new AssertionError("not settled: " + unsettled());
  }

  private boolean settled() {
    return unsettled().isEmpty() && nodes.stream().allMatch(SimulatedNode::quiet);
  }

  private List<String> unsettled() {
    return store.all().stream()
        .filter(row -> row.pending() || store.redelivers(row.due().delivery().sequence()))
        .map(row -> row.due().delivery().toString())
        .toList();
  }

  private void join() {
    nodes.removeIf(SimulatedNode::gone);
    if (nodes.size() < NODES_MAX) {
      nodes.add(new SimulatedNode(this, new Random(random.nextLong())));
    }
  }

  private void change() {
    List<SimulatedNode> able = nodes.stream().filter(SimulatedNode::canRecord).toList();
    if (!able.isEmpty()) {
      Webhook webhook = webhooks.any(random);
      able.get(random.nextInt(able.size())).record(webhook, "s" + random.nextInt(SUBJECTS));
    }
  }

  private void redeliver() {
    List<SimulatedNode> able = nodes.stream().filter(SimulatedNode::canRecord).toList();
    List<SharedStore.Row> ended = store.all().stream().filter(row -> !row.pending()).toList();
    if (!able.isEmpty() && !ended.isEmpty()) {
      var delivery = ended.get(random.nextInt(ended.size())).due().delivery();
      able.get(random.nextInt(able.size()))
          .redeliver(new SimulatedNode.Delivered(delivery.sequence(), delivery.webhook()));
    }
  }

  /** Something happens to one node, and ends after a while. */
  private void fault() {
    nodes.removeIf(SimulatedNode::gone);
    if (nodes.isEmpty()) {
      return;
    }
    SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
    if (random.nextBoolean()) {
      burst(node);
    }
    time.at(time.now().plusMillis(random.nextInt(800)), () -> harm(node));
  }

  private void harm(SimulatedNode node) {
    Instant end = time.now().plusMillis(random.nextInt(40_000));
    switch (random.nextInt(5)) {
      case 0 -> {
        node.killed();
        time.at(end, this::join);
      }
      case 1 -> {
        node.freeze();
        time.at(
            end,
            () -> {
              node.thaw();
              burst(node);
            });
      }
      case 2 -> {
        node.lease().cut(true);
        time.at(end, () -> node.lease().cut(false));
      }
      case 3 -> {
        node.leave();
        time.at(end, this::join);
      }
      default -> visit();
    }
  }

  /** So many changes that some wait in memory for those before them. */
  private void burst(SimulatedNode node) {
    Webhook webhook = webhooks.any(random);
    for (int i = 0; i < BURST && node.canRecord(); i++) {
      node.record(webhook, "s" + random.nextInt(SUBJECTS));
    }
  }

  /** One joins and soon leaves, which few hear of at once. */
  private void visit() {
    int before = nodes.size();
    join();
    if (nodes.size() > before) {
      SimulatedNode visitor = nodes.getLast();
      time.at(time.now().plusMillis(1_000 + random.nextInt(8_000)), visitor::leave);
    }
  }

  private void heal() {
    failing = 0;
    nodes.removeIf(SimulatedNode::gone);
    List.copyOf(nodes).forEach(SimulatedNode::thaw);
    nodes.forEach(node -> node.lease().cut(false));
    join();
  }

  /** A node came, went or confirmed: the others may hear of it. */
  void nodesChanged(SimulatedNode from) {
    others(from, NodeWatch::nodesChanged);
  }

  void others(SimulatedNode from, Consumer<NodeWatch> hint) {
    nodes.stream().filter(node -> node != from && !node.gone()).forEach(node -> node.hear(hint));
  }

  /** An attempt starts. A dispatcher would go on after a rule that is broken; this world ends. */
  NodeRules.Sent started(DueDelivery due, Webhook webhook, long epoch) {
    try {
      return rules.started(due, webhook, epoch, time.now());
    } catch (AssertionError broke) {
      violation = violation == null ? broke : violation;
      throw broke;
    }
  }

  /** An attempt has ended. What a node settles that does not own it changes nothing. */
  void settle(long epoch, Settlement settlement) {
    boolean owns = store.owns(epoch, settlement);
    assertThat(store.settle(epoch, settlement) && !owns).as("settled by another").isFalse();
  }

  /** The attempt of a delivery that had ended. */
  Attempt again(Attempt first) {
    return new Attempt(
        first.number(),
        first.at(),
        first.duration(),
        first.outcome(),
        Timings.NONE,
        AttemptTarget.NONE,
        true,
        false);
  }

  SimulatedTime time() {
    return time;
  }

  SharedStore store() {
    return store;
  }

  SimulatedWebhooks webhooks() {
    return webhooks;
  }

  NodeRules rules() {
    return rules;
  }

  BrokenRule broken() {
    return broken;
  }

  double failing() {
    return failing;
  }
}
