package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Shares sum up to no more than the limit, whatever each node has heard of the others. */
class NodeSharesTest {

  private static final int WORLDS = 2_000;
  private static final int STEPS = 60;
  private static final int LIMITS_MAX = 6;

  /** Every node that lives, with its shares and the list that it has confirmed. */
  private final TreeMap<Long, Node> nodes = new TreeMap<>();

  private long epochs;

  private static Webhook webhook(int concurrent, int perSecond, Ordering ordering) {
    Webhook any =
        Webhook.of("w", "http://127.0.0.1/", Webhook.Subscription.to(), Instant.EPOCH).toBuilder()
            .id(new Webhook.Id("AAAAAAAAAAAAAAAAAAAAA" + concurrent))
            .build();
    return SimulatedWebhooks.limited(any, concurrent, perSecond, ordering);
  }

  private static NodeView view(long own, boolean agreed, Long... live) {
    return new NodeView(own, List.of(live), agreed);
  }

  @Test
  void aWebhookWithoutLimitsIsNotShared() {
    NodeShares joining = NodeShares.ALONE.with(view(2, false, 1L, 2L));
    assertThat(joining.of(webhook(0, 0, Ordering.NONE))).isEqualTo(LaneShare.UNLIMITED);
  }

  @Test
  void aNodeThatJoinsHasNoShareBeforeTheListIsAgreed() {
    Webhook webhook = webhook(4, 0, Ordering.NONE);
    NodeShares joining = NodeShares.ALONE.with(view(2, false, 1L, 2L));
    assertThat(joining.of(webhook)).isEqualTo(LaneShare.NOTHING);
    assertThat(joining.with(view(2, true, 1L, 2L)).of(webhook))
        .isEqualTo(new LaneShare(LaneShare.Mode.PART, 2, 0));
  }

  @Test
  void theRateThatAReceiverAllowsIsSharedAsTheWebhooksOwn() {
    Webhook webhook =
        webhook(0, 0, Ordering.NONE).toBuilder()
            .handshake(new Handshake("dam.example", Instant.EPOCH, 9))
            .build();
    NodeShares both = NodeShares.ALONE.with(view(1, true, 1L, 2L));
    assertThat(both.of(webhook)).isEqualTo(new LaneShare(LaneShare.Mode.PART, 0, 0, 5));
    Webhook rare =
        webhook.toBuilder().handshake(new Handshake("dam.example", Instant.EPOCH, 1)).build();
    assertThat(view(1, true, 1L, 2L).leasedWhole(rare)).as("one node sends").isTrue();
  }

  @Test
  void theSmallerShareCountsUntilANewListIsAgreed() {
    Webhook webhook = webhook(6, 4, Ordering.NONE);
    NodeShares alone = NodeShares.ALONE.with(view(1, true, 1L));
    assertThat(alone.of(webhook)).isEqualTo(new LaneShare(LaneShare.Mode.PART, 6, 4));
    NodeShares both = alone.with(view(1, false, 1L, 2L));
    assertThat(both.of(webhook)).isEqualTo(new LaneShare(LaneShare.Mode.PART, 3, 2));
    NodeShares again = both.with(view(1, true, 1L, 2L)).with(view(1, false, 1L));
    assertThat(again.of(webhook)).isEqualTo(new LaneShare(LaneShare.Mode.PART, 3, 2));
    assertThat(again.with(view(1, true, 1L)).of(webhook)).isEqualTo(alone.of(webhook));
  }

  @Test
  void afterManyListsWithoutAnAgreementANodeWaitsForOne() {
    Webhook webhook = webhook(6, 0, Ordering.NONE);
    NodeShares shares = NodeShares.ALONE.with(view(1, true, 1L));
    for (long other = 2; other < 20; other++) {
      shares = shares.with(view(1, false, 1L, other));
    }
    assertThat(shares.of(webhook)).isEqualTo(LaneShare.NOTHING);
    assertThat(shares.with(view(1, true, 1L)).of(webhook).concurrent()).isEqualTo(6);
  }

  @Test
  void theSumIsNeverAboveTheLimitAndNobodySendsBesideAHolder() {
    List<Webhook> webhooks = new ArrayList<>(List.of(webhook(0, 0, Ordering.SUBJECT)));
    for (int limit = 1; limit <= LIMITS_MAX; limit++) {
      webhooks.add(webhook(limit, 0, Ordering.NONE));
    }
    for (int seed = 0; seed < WORLDS; seed++) {
      Random random = new Random(seed);
      nodes.clear();
      epochs = 0;
      for (int step = 0; step < STEPS; step++) {
        step(random);
        for (Webhook webhook : webhooks) {
          check(seed, webhook);
        }
      }
    }
  }

  private void step(Random random) {
    if (nodes.isEmpty() || (nodes.size() < 4 && random.nextInt(8) == 0)) {
      epochs++;
      nodes.put(epochs, new Node(epochs));
    }
    List<Node> all = List.copyOf(nodes.values());
    Node node = all.get(random.nextInt(all.size()));
    switch (random.nextInt(9)) {
      case 0 -> nodes.remove(node.epoch);
      case 1, 2, 3, 4 -> look(node);
      default -> node.seen = node.view.live();
    }
  }

  private void look(Node node) {
    List<Long> live = List.copyOf(nodes.keySet());
    boolean agreed = nodes.values().stream().allMatch(each -> each.seen.equals(live));
    node.view = new NodeView(node.epoch, live, agreed);
    node.shares = node.shares.with(node.view);
  }

  private void check(int seed, Webhook webhook) {
    int sending = 0;
    int sum = 0;
    boolean all = false;
    for (Node node : nodes.values()) {
      LaneShare share = node.shares.of(webhook);
      sending += share.sends() ? 1 : 0;
      sum += share.concurrent();
      all |= share.sends() && node.view.leasedWhole(webhook);
    }
    assertThat(sum).as("seed %d", seed).isLessThanOrEqualTo(webhook.limits().maxConcurrent());
    if (all || webhook.limits().ordering() == Ordering.SUBJECT) {
      assertThat(sending).as("seed %d: one sends", seed).isLessThanOrEqualTo(1);
    }
  }

  private static final class Node {
    private final long epoch;
    private NodeShares shares;
    private NodeView view;
    private List<Long> seen = List.of();

    Node(long epoch) {
      this.epoch = epoch;
      this.view = new NodeView(epoch, List.of(epoch), false);
      this.shares = NodeShares.ALONE.with(view);
    }
  }
}
