package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes deliveries this node's own that others have recorded, for a webhook to which this node
 * sends alone: those that it is about to read, and no more. What another transaction is changing at
 * the moment is left for the next read.
 */
final class Claims {

  private static final String FOREIGN = " and d.owner <> ? and d.state = 0";

  private static final String REDELIVERIES =
      """
      update {redeliveries} set owner = ? where number in (
        select r.number from {redeliveries} r
        where r.webhook = (select key from {webhooks} where id = ?) and r.cancelled = 0
          and r.owner <> ?
        order by r.number limit ?
      """;

  private final StoreContext context;

  Claims(StoreContext context) {
    this.context = context;
  }

  /**
   * Which deliveries of a webhook this node reads. A lone node may not have taken over all rows of
   * a dead one yet; if the order counts, it must not skip them.
   */
  Reading of(Webhook.Id id) {
    if (context.cache().known().pulled(id)) {
      return Reading.NONE;
    }
    OtherNodes others = context.node().others();
    Webhook webhook = othersMayHaveSome() ? context.cache().held().byId().get(id) : null;
    if (webhook == null) {
      return Reading.OWN;
    }
    if (others.hasRowsFromStart(webhook)) {
      return others.sends(webhook) ? Reading.ALL : Reading.NONE;
    }
    return webhook.limits().ordering() == Ordering.NONE ? Reading.OWN : Reading.ALL;
  }

  /** Whether there may be deliveries that others have recorded: there are others, or were. */
  private boolean othersMayHaveSome() {
    return context.node().others().any()
        || (context.dialect().shared() && !context.open().inOrder());
  }

  /** Whether receipts omit this webhook's deliveries because they are read from the store. */
  boolean readInTheirPlace(Webhook.Id id) {
    OtherNodes others = context.node().others();
    return others.any() && of(id) != Reading.OWN;
  }

  /** The webhooks of which it reads all deliveries, and those of which it reads none. */
  Map<Reading, List<Long>> special() {
    List<Long> all = new ArrayList<>();
    List<Long> none = new ArrayList<>();
    if (othersMayHaveSome()) {
      Map<Webhook.Id, Long> keys = context.cache().held().keys();
      for (Map.Entry<Webhook.Id, Long> one : keys.entrySet()) {
        switch (of(one.getKey())) {
          case ALL -> all.add(one.getValue());
          case NONE -> none.add(one.getValue());
          case OWN -> {}
        }
      }
    }
    return Map.of(Reading.ALL, all, Reading.NONE, none);
  }

  /**
   * Claims those of a page that are others', if there are any. Most are this node's from the start:
   * only what was recorded by another list of nodes is not, and what another node made pending
   * later ({@link RecoveredDeliveries}).
   *
   * @param page selects the numbers of the deliveries that are about to be read
   */
  void claimAny(Sql page) {
    long owner = context.owner();
    Sql foreign =
        page.within("select d.sequence from {deliveries} d where d.sequence in (", ")")
            .then(FOREIGN, owner);
    boolean any = context.database().<Boolean>read(c -> foreign.first(c, Sql.NUMBER).isPresent());
    if (any) {
      claim(page);
    }
  }

  /** Claims those of a page that are others'. */
  void claim(Sql page) {
    context.database().write(connection -> claim(connection, page));
  }

  private int claim(Connection connection, Sql page) throws SQLException {
    if (!context.node().stillOwner(connection)) {
      return 0;
    }
    long owner = context.owner();
    Sql claim =
        Sql.of("update {deliveries} set owner = ? where sequence in (", owner)
            .then(page.within("select d.sequence from {deliveries} d where d.sequence in (", ")"))
            .then(FOREIGN, owner)
            .then(" order by d.sequence" + context.dialect().forUpdateSkipLocked() + ")");
    return Sql.update(connection, claim.text(), claim.values().toArray());
  }

  /** Claims redeliveries that others were asked for. */
  void claimRedeliveries(Webhook.Id webhook, int limit) {
    context
        .database()
        .<Integer>write(
            connection -> {
              if (!context.node().stillOwner(connection)) {
                return 0;
              }
              long owner = context.owner();
              return Sql.update(
                  connection,
                  REDELIVERIES + context.dialect().forUpdateSkipLocked() + ")",
                  owner,
                  webhook.value(),
                  owner,
                  limit);
            });
  }

  /** Which deliveries of a webhook a node reads. */
  enum Reading {
    /** Those that it has recorded or taken over: others send theirs. */
    OWN,
    /** Those of all nodes, since it is the only one that sends to this webhook. */
    ALL,
    /** None, since another node sends all of them, or a consumer fetches them. */
    NONE
  }
}
