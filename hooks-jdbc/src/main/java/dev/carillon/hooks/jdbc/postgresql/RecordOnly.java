package dev.carillon.hooks.jdbc.postgresql;

import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.OpenIndex;
import dev.carillon.hooks.jdbc.store.NodeEpoch;
import dev.carillon.hooks.jdbc.store.OtherNodes;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process that records and does not send. It enters no row in {@code nodes}, so no other process
 * waits for it, and recording never fails because of a lease.
 *
 * <p>It writes in the name of a process that sends: events and rows carry the epoch of a live one,
 * chosen at random about once a second, as if that had recorded them in a transaction of an
 * embedder's. Every delivery has a row from the start, and a hint tells of it; those of a webhook
 * that goes whole to one node are that node's, by the list that was read then. What has become of
 * the chosen one is checked by the statement that records, as {@link PostgresOwnership} says; if it
 * ends between that statement and the commit, its rows move to another one like all that it leaves.
 *
 * <p>While no process sends, rows carry epoch 0, which no process ever has: those that send take it
 * for one that ended.
 */
final class RecordOnly implements NodeEpoch, Lease, OtherNodes {

  private static final long CHOSEN_NANOS = Duration.ofSeconds(1).toNanos();

  /** No process ever has it. */
  private static final long NO_PROCESS = 0;

  private static final String SENDING =
      "from {nodes} where taken_over_at is null and lease_until > clock_timestamp()";
  private static final String LIVE = "select epoch " + SENDING + " order by epoch";

  private final Node limits;
  private final SharedNodes tells;
  private volatile Chosen chosen;
  private volatile long chosenAt = System.nanoTime() - CHOSEN_NANOS;

  /**
   * A process that records as no node yet.
   *
   * @param limits how long its transactions may stand still
   */
  RecordOnly(Node limits, OpenIndex open) {
    this.limits = limits;
    this.tells = new SharedNodes(open, NO_PROCESS, nodes -> {});
    this.chosen = ofNoProcess();
    tells.entered(NO_PROCESS, List.of(NO_PROCESS, NO_PROCESS + 1));
  }

  private static Chosen ofNoProcess() {
    String none = "where not exists (select 1 " + SENDING + ")";
    String write = PostgresEventWriter.WRITE.formatted(none);
    return new Chosen(
        new NodeFences(NO_PROCESS, none, none, write, write),
        new NodeView(NO_PROCESS, List.of(NO_PROCESS), false));
  }

  /** The node in whose name it records. */
  NodeFences entered() {
    return chosen.entered();
  }

  @Override
  public long epoch() {
    return NO_PROCESS;
  }

  @Override
  public long sender() {
    return entered().epoch();
  }

  @Override
  public boolean handsOver() {
    return false;
  }

  @Override
  public OtherNodes others() {
    return this;
  }

  @Override
  public void check(Connection connection) throws SQLException {
    choose(connection);
  }

  private void choose(Connection connection) throws SQLException {
    List<Long> live = Sql.list(connection, LIVE, Sql.NUMBER);
    if (live.isEmpty()) {
      chosen = ofNoProcess();
    } else {
      long one = live.get(ThreadLocalRandom.current().nextInt(live.size()));
      NodeFences before = entered();
      chosen =
          new Chosen(
              one == before.epoch() ? before : NodeFences.as(one, limits),
              new NodeView(one, live, false));
    }
    chosenAt = System.nanoTime();
  }

  private boolean stale() {
    return System.nanoTime() - chosenAt > CHOSEN_NANOS;
  }

  @Override
  public boolean any() {
    return true;
  }

  @Override
  public void look(Connection connection, long revision) throws SQLException {
    if (stale()) {
      choose(connection);
    }
  }

  @Override
  public long lookedAt() {
    return stale() ? -1 : Long.MAX_VALUE;
  }

  @Override
  public boolean hasRowsFromStart(Webhook webhook) {
    return true;
  }

  /**
   * The node that sends to a webhook: the one that sends all, or, if all nodes send a part, the
   * chosen one.
   */
  @Override
  public long sender(Webhook webhook) {
    NodeView list = chosen.list();
    return list.leasedWhole(webhook) ? list.sender(webhook.id()) : list.own();
  }

  @Override
  public boolean sends(Webhook webhook) {
    return false;
  }

  @Override
  public void webhooksChanged(Connection connection) throws SQLException {
    tells.webhooksChanged(connection);
  }

  @Override
  public void moreDue(Connection connection, Collection<Webhook> webhooks) throws SQLException {
    tells.tellDue(connection, webhooks.stream().map(Webhook::id).toList());
  }

  @Override
  public void cancelled(Connection connection, Webhook.Id webhook) throws SQLException {
    tells.cancelled(connection, webhook);
  }

  @Override
  public void cancelled(Connection connection, long webhook) throws SQLException {
    tells.cancelled(connection, webhook);
  }

  @Override
  public void redelivered(Connection connection, long webhook) throws SQLException {
    tells.redelivered(connection, webhook);
  }

  @Override
  public Duration renewEvery() {
    return ENDLESS;
  }

  @Override
  public boolean renew() {
    return true;
  }

  @Override
  public void release() {
    // it holds nothing
  }

  /**
   * The node in whose name it records.
   *
   * @param list of those that were alive when it was chosen, as the chosen one sees it
   */
  private record Chosen(NodeFences entered, NodeView list) {}
}
