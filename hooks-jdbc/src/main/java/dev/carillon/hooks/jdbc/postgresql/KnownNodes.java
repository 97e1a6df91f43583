package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.NodeView;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node knows of the list of nodes.
 *
 * @param joined whether the first of the lists was agreed
 * @param lists that one and all since, the newest last
 * @param shared whether any of them has another node
 * @param revision of the webhooks, since which no node joined unknown
 * @param began when the reading of the newest began
 */
record KnownNodes(boolean joined, List<NodeView> lists, boolean shared, long revision, long began) {

  /** After so many lists without an agreement it waits for one, like a node that joins. */
  private static final int LISTS_MAX = 8;

  private static KnownNodes of(boolean joined, List<NodeView> lists, long revision, long began) {
    boolean shared = lists.stream().anyMatch(list -> !list.alone());
    return new KnownNodes(joined, List.copyOf(lists), shared, revision, began);
  }

  /** The knowledge of a node that enters. */
  static KnownNodes of(long own, List<Long> live) {
    return of(false, List.of(new NodeView(own, live, false)), -1, System.nanoTime());
  }

  /** The same, when the revision was this one. */
  KnownNodes at(long other) {
    return new KnownNodes(joined, lists, shared, other, began);
  }

  /** The list that was seen last. */
  NodeView newest() {
    return lists.getLast();
  }

  /** The knowledge after this list was seen too. */
  KnownNodes after(NodeView view, long readBegan) {
    if (view.agreed()) {
      return of(true, List.of(view), revision, readBegan);
    }
    List<NodeView> all = new ArrayList<>(lists);
    all.removeIf(list -> list.live().equals(view.live()));
    all.add(view);
    return all.size() > LISTS_MAX
        ? of(false, List.of(view), revision, readBegan)
        : of(joined, all, revision, readBegan);
  }
}
