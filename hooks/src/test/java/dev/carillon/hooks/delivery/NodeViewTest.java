package dev.carillon.hooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Nodes that come and go, look at the list at any time, and never send more than a limit allows.
 */
class NodeViewTest {

  private static final int WALKS = 300;
  private static final int STEPS = 300;
  private static final int NODES_MAX = 6;
  private static final List<Integer> LIMITS = List.of(1, 2, 3, 4, 5, 7, 12, 100);

  private static Webhook webhook(String name, WebhookLimits limits) {
    return Webhook.of(
            name, "https://e", Webhook.Subscription.to(new EventType("created")), Instant.EPOCH)
        .toBuilder()
        .limits(limits)
        .build();
  }

  private static List<NodeView> views(long... live) {
    List<Long> all = java.util.Arrays.stream(live).boxed().toList();
    return all.stream().map(own -> new NodeView(own, all, true)).toList();
  }

  @Test
  void sharesSumUpToTheLimit() {
    for (int limit : LIMITS) {
      for (int count = 1; count <= NODES_MAX; count++) {
        List<NodeView> views = views(IntStream.rangeClosed(1, count).asLongStream().toArray());
        assertThat(views.stream().mapToInt(view -> view.share(limit)).sum()).isEqualTo(limit);
      }
    }
  }

  @Test
  void oneNodeHoldsAWebhookAndFewMoveWhenAnotherComes() {
    int moved = 0;
    for (int i = 0; i < 1_000; i++) {
      Webhook.Id id = webhook("number " + i, WebhookLimits.DEFAULT).id();
      List<NodeView> three = views(3, 7, 20);
      List<NodeView> four = views(3, 7, 20, 21);
      assertThat(three.stream().filter(view -> view.sendsAll(id))).hasSize(1);
      assertThat(four.stream().filter(view -> view.sendsAll(id))).hasSize(1);
      for (int node = 0; node < 3; node++) {
        boolean kept = three.get(node).sendsAll(id) == four.get(node).sendsAll(id);
        moved += kept ? 0 : 1;
      }
    }
    assertThat(moved).isBetween(150, 350);
  }

  @Test
  void orderedAndNarrowWebhooksGoWhole() {
    NodeView of = views(1, 2, 3).getFirst();
    assertThat(of.leasedWhole(webhook("a", WebhookLimits.DEFAULT))).isFalse();
    assertThat(of.leasedWhole(webhook("a", new WebhookLimits(0, 2, 0, Ordering.NONE)))).isTrue();
    assertThat(of.leasedWhole(webhook("a", new WebhookLimits(0, 3, 3, Ordering.NONE)))).isFalse();
    assertThat(of.leasedWhole(webhook("a", new WebhookLimits(0, 0, 1, Ordering.NONE)))).isTrue();
    Webhook ordered = webhook("a", new WebhookLimits(0, 0, 0, Ordering.SUBJECT));
    assertThat(of.leasedWhole(ordered)).isTrue();
    assertThat(NodeView.ALONE.leasedWhole(ordered)).isFalse();
  }

  @Test
  void aNodeIsInItsList() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new NodeView(3, List.of(1L, 2L), true))
        .withMessageContaining("3");
  }

  /** Each looks and confirms when it likes. */
  @Test
  void theSumOfSharesNeverExceedsALimitWhateverOrderNodesLookIn() {
    for (int walk = 0; walk < WALKS; walk++) {
      Walk random = new Walk(walk);
      for (int step = 0; step < STEPS; step++) {
        random.step();
        random.check("walk %d, step %d".formatted(walk, step));
      }
    }
  }

  /** What the database knows, and what each node does. */
  private static final class Walk {

    private final Random random;
    private final Map<Long, Walker> live = new TreeMap<>();
    private final Map<Long, List<Long>> seen = new HashMap<>();
    private long last;

    Walk(long seed) {
      random = new Random(seed);
    }

    void step() {
      int kind = random.nextInt(20);
      if (live.isEmpty() || (kind == 0 && live.size() < NODES_MAX)) {
        live.put(++last, new Walker(last));
        if (live.size() == 1) {
          seen.put(last, list());
        }
      } else if (kind == 1) {
        long dead = any().own;
        live.remove(dead);
        seen.remove(dead);
      } else if (kind < 12) {
        any().look(list(), agreed());
      } else {
        Walker one = any();
        if (one.newest != null) {
          seen.put(one.own, one.newest.live());
        }
      }
    }

    private Walker any() {
      return List.copyOf(live.values()).get(random.nextInt(live.size()));
    }

    private List<Long> list() {
      return List.copyOf(live.keySet());
    }

    private boolean agreed() {
      List<Long> list = list();
      return live.keySet().stream().allMatch(one -> list.equals(seen.get(one)));
    }

    void check(String when) {
      for (int limit : LIMITS) {
        Webhook limited = webhook("limited", new WebhookLimits(0, limit, 0, Ordering.NONE));
        assertThat(live.values().stream().mapToInt(one -> one.sends(limited)).sum())
            .as("%s, limit %d", when, limit)
            .isLessThanOrEqualTo(limit);
      }
      Webhook ordered = webhook("ordered", new WebhookLimits(0, 100, 0, Ordering.SUBJECT));
      assertThat(live.values().stream().filter(one -> one.sends(ordered) > 0).count())
          .as(when)
          .isLessThanOrEqualTo(1);
    }
  }

  /** A node that goes by the least of what the last agreed list and all since allow. */
  private static final class Walker {

    private final long own;
    private final List<NodeView> lists = new ArrayList<>();
    private boolean joined;
    private @Nullable NodeView newest;

    Walker(long own) {
      this.own = own;
    }

    void look(List<Long> list, boolean all) {
      NodeView view = new NodeView(own, list, all);
      if (all) {
        lists.clear();
        joined = true;
      }
      lists.add(view);
      newest = view;
    }

    int sends(Webhook webhook) {
      return joined ? lists.stream().mapToInt(list -> part(list, webhook)).min().orElse(0) : 0;
    }

    private static int part(NodeView list, Webhook webhook) {
      int limit = webhook.limits().maxConcurrent();
      if (list.leasedWhole(webhook)) {
        return list.sendsAll(webhook.id()) ? limit : 0;
      }
      return list.share(limit);
    }
  }
}
