package dev.carillon.hooks.jdbc;

import java.util.List;

/**
 * Where databases differ: the few parts of SQL statements that each spells differently. Most other
 * SQL is written once, and both understand it; ownership, partitions and the rows of events have
 * theirs in the packages {@code sqlite} and {@code postgresql}.
 */
public interface Dialect {

  /** What it is called, also the folder of its scripts. */
  String name();

  /** What the tables are called. */
  TableNames names();

  /** Whether several processes may work on one database at the same time. */
  boolean shared();

  /**
   * The clause of a select that locks its rows until the transaction ends; it waits for those who
   * have locked them. Empty, as the next two, if there is one writer at a time.
   */
  default String forUpdate() {
    return "";
  }

  /** The clause of a select that locks its rows, and skips rows that others have locked. */
  default String forUpdateSkipLocked() {
    return "";
  }

  /**
   * The statement that begins a transaction that only reads, so that all its statements see one
   * moment. Empty if they do anyway.
   */
  default String snapshot() {
    return "";
  }

  /** The present time in microseconds since 1970, as an expression. */
  String now();

  /** The statement that finds a row if there is a table; its parameter is the table's name. */
  String tableThere();

  /** The same for a schema. Empty where there are none. */
  default String schemaThere() {
    return "";
  }

  /**
   * The statement after which no other process makes tables of these names until the transaction
   * ends. Empty where none could.
   */
  default String turnToMakeTables() {
    return "";
  }

  /** The condition that a column is one of these. */
  Sql among(String column, List<Long> numbers);

  /** The same of ids, which are letters, digits, hyphens and underscores. */
  Sql amongIds(String column, List<String> ids);

  /**
   * The condition for deliveries of a webhook in a state, between two sequences, all expressions,
   * as the planner finds the index by it; see {@link #ofWebhook(String, int)}.
   */
  String between(String alias, int state, String key, String after, String before);

  /**
   * The condition for deliveries of a webhook in a state, to be read in the order of their
   * sequences from an index that begins with what they have in common. A planner that believes that
   * most rows fit, or that has old statistics, would rather go through all deliveries until it has
   * found enough, and where few fit it goes to the end: so the order has to be asked for as {@link
   * #ofWebhookOrder} says it. The parameters are the webhook's key, the sequence before the first,
   * the key again, the sequence behind the last.
   */
  default String ofWebhook(String alias, int state) {
    return ofWebhook(alias, state, "?", "?", "?");
  }

  /** The same with expressions in the places of the parameters. */
  private String ofWebhook(String alias, int state, String key, String after, String before) {
    // the words that an index of all states but pending was made with
    String notPending = state == 0 ? "" : " and " + alias + ".state <> 0";
    return between(alias, state, key, after, before) + notPending;
  }

  /** The order of a webhook's deliveries, as {@link #ofWebhook} selects them. */
  String ofWebhookOrder(String alias, boolean newestFirst);

  /**
   * The same for the states that are not delivered or pending, whatever the webhook; its parameters
   * are after, before.
   */
  String ofState(String alias, int state);

  /** What those are ordered by. */
  String ofStateOrder(String alias, boolean newestFirst);

  /**
   * The condition and the order for an owner's pending deliveries of a webhook, the earliest due
   * first, as the planner finds them without those of other owners.
   */
  String pendingOfOwner(String alias, String owner, String webhook);
}
