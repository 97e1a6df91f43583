package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.OtherNodes;
import dev.carillon.hooks.jdbc.transaction.CommitEffects;
import dev.carillon.hooks.jdbc.transaction.Transaction;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the others: the newest list of live nodes that it has read, and the last
 * one of which it has read that all went by it. What it tells them goes through one channel of the
 * database, as a letter and the ids of webhooks.
 */
final class SharedNodes implements OtherNodes {

  /** Where nodes tell each other what they did. */
  static final String CHANNEL = "carillon_hooks";

  static final String NODES = "n";
  static final String WEBHOOKS = "w";
  static final String DUE = "d";
  static final String CANCELLED = "c";
  static final String REDELIVERED = "r";

  /** A payload has 8,000 bytes at most. */
  private static final int IDS_MAX = 100;

  private static final String TELL = "select pg_notify('" + CHANNEL + "', ?)";

  private static final String TELL_OF =
      "select pg_notify('" + CHANNEL + "', ? || id) from webhooks where key = ?";

  private static final String VIEW =
      """
      with live as (select epoch, seen from nodes where taken_over_at is null),
        list as (select array(select epoch from live order by epoch) as epochs)
      select array_to_string(list.epochs, ' '),
        not exists (select 1 from live where seen is distinct from list.epochs)
          and not exists (select 1 from marks m where m.owner not in (select epoch from live)),
        (select revision from webhook_set)
      from list
      """;

  private final OpenIndex open;
  private volatile Known known;
  private volatile @Nullable NodeHints hints;

  SharedNodes(OpenIndex open, long own) {
    this.open = open;
    this.known = Known.of(own, List.of(own));
  }

  /** The newest list. */
  NodeView view() {
    return known.newest();
  }

  /** From now on this node is another one, one of these. */
  synchronized void entered(long own, List<Long> live) {
    known = Known.of(own, live);
  }

  /** Reads the list, unless this node is not in it any more; whether it is another one. */
  boolean look(Connection connection) throws SQLException {
    NodeView before = known.newest();
    long began = System.nanoTime();
    Optional<Known> read =
        Sql.first(
            connection,
            VIEW,
            row -> {
              List<Long> live = NodeRows.epochs(row.getString(1));
              NodeView view =
                  live.contains(before.own())
                      ? new NodeView(before.own(), live, row.getBoolean(2))
                      : before;
              return new Known(view, view.agreed() ? view : null, row.getLong(3), began);
            });
    read.ifPresent(this::learn);
    return !known.newest().equals(before);
  }

  private synchronized void learn(Known read) {
    Known before = known;
    if (read.newest().own() != before.newest().own() || read.began() - before.began() < 0) {
      return; // of another epoch, or older
    }
    known = read.agreed() == null ? read.lastAgreed(before.agreed()) : read;
    if (!read.newest().alone()) {
      open.othersRecord();
    }
  }

  @Override
  public void look(Connection connection, long revision) throws SQLException {
    if (known.revision() < revision) {
      look(connection);
    }
  }

  @Override
  public long lookedAt() {
    return known.revision();
  }

  @Override
  public boolean any() {
    Known now = known;
    NodeView agreed = now.agreed();
    return !now.newest().alone() || (agreed != null && !agreed.alone());
  }

  @Override
  public boolean rowed(Webhook webhook) {
    Known now = known;
    NodeView agreed = now.agreed();
    return now.newest().leasedWhole(webhook) || (agreed != null && agreed.leasedWhole(webhook));
  }

  @Override
  public boolean sends(Webhook webhook) {
    Known now = known;
    NodeView agreed = now.agreed();
    return agreed == null
        ? !now.newest().leasedWhole(webhook) // it has joined, and others go by lists without it
        : allows(agreed, webhook) && allows(now.newest(), webhook);
  }

  private static boolean allows(NodeView view, Webhook webhook) {
    return !view.leasedWhole(webhook) || view.holds(webhook.id());
  }

  /** Tells these what others do, and what this node itself has to send. */
  void tell(NodeHints to) {
    hints = to;
  }

  /** The list is another one. */
  void tellNodesChanged() {
    NodeHints to = hints;
    if (to != null) {
      to.nodesChanged();
    }
  }

  /** A node comes, goes or confirms a list with this transaction. */
  static void nodesChanged(Connection connection) throws SQLException {
    Sql.any(connection, TELL, NODES);
  }

  @Override
  public void webhooksChanged(Connection connection) throws SQLException {
    if (any()) {
      Sql.any(connection, TELL, WEBHOOKS);
    }
  }

  @Override
  public void madeDue(Connection connection, Collection<Webhook> webhooks) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection);
    List<Webhook.Id> others = new ArrayList<>();
    for (Webhook webhook : webhooks) {
      if (lent.isPresent() && sends(webhook)) {
        lent.get().effects(OwnHints.class, OwnHints::new).due.add(webhook.id());
      } else {
        others.add(webhook.id());
      }
    }
    for (int from = 0; from < others.size(); from += IDS_MAX) {
      List<Webhook.Id> some = others.subList(from, Math.min(from + IDS_MAX, others.size()));
      String ids = some.stream().map(Webhook.Id::value).collect(Collectors.joining(" "));
      Sql.any(connection, TELL, DUE + ids);
    }
  }

  @Override
  public void cancelled(Connection connection, Webhook.Id webhook) throws SQLException {
    if (any()) {
      Sql.any(connection, TELL, CANCELLED + webhook.value());
    }
  }

  @Override
  public void cancelled(Connection connection, long webhook) throws SQLException {
    if (any()) {
      Sql.any(connection, TELL_OF, CANCELLED, webhook);
    }
  }

  @Override
  public void redelivered(Connection connection, long webhook) throws SQLException {
    if (any()) {
      Sql.any(connection, TELL_OF, REDELIVERED, webhook);
    }
  }

  /**
   * What is known.
   *
   * @param newest the list
   * @param agreed the last one that all went by, with this node in it; null = none yet
   * @param revision of the webhooks when it was read
   * @param began when its reading began
   */
  private record Known(NodeView newest, @Nullable NodeView agreed, long revision, long began) {

    static Known of(long own, List<Long> live) {
      return new Known(new NodeView(own, live, false), null, -1, System.nanoTime());
    }

    Known lastAgreed(@Nullable NodeView before) {
      return new Known(newest, before, revision, began);
    }
  }

  /** Wakes this node's own engine once rows that it has to send are committed. */
  private final class OwnHints implements CommitEffects {

    private final List<Webhook.Id> due = new ArrayList<>();

    @Override
    public int mark() {
      return due.size();
    }

    @Override
    public void undoTo(int mark) {
      due.subList(mark, due.size()).clear();
    }

    @Override
    public void committed() {
      NodeHints to = hints;
      if (to != null) {
        due.stream().distinct().forEach(to::madeDue);
      }
    }

    @Override
    public void unknown() {
      // a poll finds what is there
    }
  }
}
