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
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the others: the last list of live nodes of which it has read that all
 * went by it, and all that it has read since, any of which may have been agreed unheard. What it
 * tells them goes through one channel of the database, as a letter and the ids of webhooks.
 */
final class SharedNodes implements OtherNodes {

  /**
   * Where nodes of the same tables tell each other what they did: a channel belongs to the whole
   * database, whatever the schema.
   */
  private static final String CHANNEL = "'carillon_hooks_' || '{nodes}'::regclass::oid";

  static final String NODES = "n";
  static final String WEBHOOKS = "w";
  static final String DUE = "d";
  static final String CANCELLED = "c";
  static final String REDELIVERED = "r";

  /** A payload has 8,000 bytes at most. */
  private static final int IDS_MAX = 100;

  private static final String TELL = "select pg_notify(" + CHANNEL + ", ?)";

  private static final String TELL_OF =
      "select pg_notify(" + CHANNEL + ", ? || id) from {webhooks} where key = ?";

  private static final String VIEW =
      """
      with live as (select epoch, seen from {nodes} where taken_over_at is null),
        list as (select array(select epoch from live order by epoch) as epochs)
      select array_to_string(list.epochs, ' '),
        not exists (select 1 from live where seen is distinct from list.epochs)
          and not exists (select 1 from {marks} m where m.owner not in (select epoch from live)),
        (select revision from {webhook_set})
      from list
      """;

  private final OpenIndex open;
  private final IntConsumer count;
  private volatile KnownNodes known;
  private volatile @Nullable NodeHints hints;

  /**
   * Knows of no other yet.
   *
   * @param count is told how many nodes there are, whenever that is another number
   */
  SharedNodes(OpenIndex open, long own, IntConsumer count) {
    this.open = open;
    this.count = count;
    this.known = KnownNodes.of(own, List.of(own));
  }

  /** The name of the channel, which needs no quotes. */
  static String channel(Connection connection) throws SQLException {
    return Sql.first(connection, "select " + CHANNEL, row -> row.getString(1)).orElseThrow();
  }

  /** The newest list. */
  NodeView view() {
    return known.newest();
  }

  /** Notes that this node has a new epoch, and the list of live nodes. */
  synchronized void entered(long own, List<Long> live) {
    known = KnownNodes.of(own, live);
    count.accept(live.size());
  }

  /**
   * Reads the list in a transaction that only reads, unless this node is not in it any more;
   * whether it is another one.
   */
  boolean look(Connection connection) throws SQLException {
    NodeView before = known.newest();
    long revision = read(connection);
    learnRevision(revision);
    return !known.newest().equals(before);
  }

  /** The same in one that may have raised the revision, and may be undone. */
  void lookWithin(Connection connection) throws SQLException {
    long revision = read(connection);
    Optional<Transaction> lent = Transaction.of(connection);
    if (lent.isPresent()) {
      lent.get().effects(Looked.class, Looked::new).revision = revision;
    }
  }

  /** Reads the list; the revision of the webhooks at that moment. */
  private long read(Connection connection) throws SQLException {
    NodeView before = known.newest();
    long began = System.nanoTime();
    List<Long> revisions = new ArrayList<>();
    Sql.each(
        connection,
        VIEW,
        row -> {
          List<Long> live = NodeRows.epochs(row.getString(1));
          boolean there = live.contains(before.own());
          NodeView view = there ? new NodeView(before.own(), live, row.getBoolean(2)) : before;
          learn(view, began);
          revisions.add(row.getLong(3));
        });
    return revisions.getFirst();
  }

  private synchronized void learnRevision(long revision) {
    known = known.at(Math.max(known.revision(), revision));
  }

  private synchronized void learn(NodeView view, long began) {
    KnownNodes before = known;
    if (view.own() != before.newest().own() || began - before.began() < 0) {
      return; // of another epoch, or older
    }
    known = before.after(view, began);
    if (view.live().size() != before.newest().live().size()) {
      count.accept(view.live().size());
    }
    if (!view.alone()) {
      open.othersRecord();
    }
  }

  @Override
  public void look(Connection connection, long revision) throws SQLException {
    if (known.revision() < revision) {
      lookWithin(connection);
    }
  }

  @Override
  public long lookedAt() {
    return known.revision();
  }

  @Override
  public boolean any() {
    return known.shared();
  }

  @Override
  public boolean hasRowsFromStart(Webhook webhook) {
    for (NodeView list : known.lists()) {
      if (list.leasedWhole(webhook)) { // asked for each delivery that is recorded
        return true;
      }
    }
    return false;
  }

  @Override
  public long sender(Webhook webhook) {
    return known.newest().sender(webhook.id());
  }

  /**
   * Whether all lists that count let this node send: those that lease the webhook whole, to this
   * one. If the newest does, all deliveries become this node's, which must not be while others have
   * a part by an older one.
   */
  @Override
  public boolean sends(Webhook webhook) {
    KnownNodes now = known;
    boolean whole = now.newest().leasedWhole(webhook);
    if (!now.joined()) {
      return !whole; // others go by lists without it
    }
    boolean anyWhole = now.lists().stream().anyMatch(list -> list.leasedWhole(webhook));
    return !anyWhole
        || now.lists().stream()
            .allMatch(
                list ->
                    list.leasedWhole(webhook)
                        ? list.sendsAll(webhook.id())
                        : !whole || list.alone());
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
  public void moreDue(Connection connection, Collection<Webhook> webhooks) throws SQLException {
    Optional<Transaction> lent = Transaction.of(connection);
    List<Webhook.Id> others = new ArrayList<>();
    for (Webhook webhook : webhooks) {
      if (lent.isPresent() && sends(webhook)) {
        lent.get().effects(OwnHints.class, OwnHints::new).due.add(webhook.id());
      } else {
        others.add(webhook.id());
      }
    }
    tellDue(connection, others);
  }

  /** Every node that sends reads what is due for these webhooks once this is committed. */
  void tellDue(Connection connection, List<Webhook.Id> webhooks) throws SQLException {
    for (int from = 0; from < webhooks.size(); from += IDS_MAX) {
      List<Webhook.Id> some = webhooks.subList(from, Math.min(from + IDS_MAX, webhooks.size()));
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

  /** The revision of the webhooks that a transaction has read. It counts after the commit. */
  private final class Looked implements CommitEffects {

    private long revision = -1;

    @Override
    public int mark() {
      return (int) revision;
    }

    @Override
    public void undoTo(int mark) {
      revision = -1;
    }

    @Override
    public void committed() {
      learnRevision(revision);
    }

    @Override
    public void unknown() {
      // it is looked for again
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
