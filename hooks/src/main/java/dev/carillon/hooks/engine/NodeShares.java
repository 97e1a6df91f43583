package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * What this node may send to each webhook, by the lists of nodes that count for it: the last one of
 * which it knows that it was agreed, and all that it has seen since.
 *
 * <p>Any of the later ones may have been agreed without this node's having heard of it, for it has
 * confirmed them. So the smallest of its shares counts: then whichever list was agreed last, this
 * node sends no more than that list allows it, as all others do, and a list's shares sum up to the
 * limit. Before it knows of any agreed list it has no share at all.
 */
final class NodeShares {

  /** After so many changes without an agreement it waits for one, like a node that joins. */
  private static final int LISTS_MAX = 8;

  /** The shares of a node that has its store for itself. */
  static final NodeShares ALONE = new NodeShares(true, List.of(NodeView.ALONE));

  private final boolean joined;

  /** The one that was seen last is the last. */
  private final List<NodeView> lists;

  private NodeShares(boolean joined, List<NodeView> lists) {
    this.joined = joined;
    this.lists = List.copyOf(lists);
  }

  /** Whether two views show the same nodes to the same node, agreed or not. */
  static boolean same(NodeView one, NodeView other) {
    return one.own() == other.own() && one.live().equals(other.live());
  }

  /** Whether this is the list that was seen last. */
  boolean isLatest(NodeView view) {
    return same(lists.getLast(), view);
  }

  /** The shares by the lists known so far and this one. */
  NodeShares with(NodeView view) {
    if (view.agreed()) {
      return new NodeShares(true, List.of(view));
    }
    if (view.own() != lists.getLast().own() || lists.size() == LISTS_MAX) {
      return new NodeShares(false, List.of(view));
    }
    List<NodeView> all = new ArrayList<>(lists);
    all.removeIf(list -> same(list, view));
    all.add(view);
    return new NodeShares(joined, all);
  }

  /** This node's share of a webhook. */
  LaneShare of(Webhook webhook) {
    WebhookLimits limits = webhook.limits();
    if (limits.ordering() == Ordering.NONE
        && limits.maxConcurrent() == 0
        && limits.maxPerSecond() == 0
        && webhook.handshake().perMinuteMax() == 0) {
      return LaneShare.UNLIMITED;
    }
    boolean whole = lists.stream().anyMatch(list -> list.leasedWhole(webhook));
    if (!joined || (whole && !sendsAll(webhook))) {
      return LaneShare.NOTHING;
    }
    return new LaneShare(
        whole ? LaneShare.Mode.WHOLE : LaneShare.Mode.PART,
        least(limits.maxConcurrent(), webhook),
        least(limits.maxPerSecond(), webhook),
        least(webhook.handshake().perMinuteMax(), webhook));
  }

  /**
   * True if every list that gives the whole webhook to one node gives it to this one. If the last
   * list does, the others must not leave a part to other nodes, since the store then gives all of
   * its deliveries to this node.
   */
  private boolean sendsAll(Webhook webhook) {
    boolean wholeAtLast = lists.getLast().leasedWhole(webhook);
    return lists.stream()
        .allMatch(
            list ->
                list.leasedWhole(webhook)
                    ? list.sendsAll(webhook.id())
                    : !wholeAtLast || list.alone());
  }

  private int least(int limit, Webhook webhook) {
    return limit == 0
        ? 0
        : lists.stream()
            .mapToInt(list -> list.leasedWhole(webhook) ? limit : list.share(limit))
            .min()
            .orElseThrow();
  }
}
