package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.FoldedText;
import java.util.List;

/**
 * Where databases differ: the few parts of SQL statements that each spells differently. All other
 * SQL is written once, and both understand it.
 */
public interface Dialect {

  /** What it is called, also the folder of its scripts. */
  String name();

  /** Whether several processes may work on one database at the same time. */
  boolean shared();

  /**
   * What a select ends with to have its rows alone until the transaction ends, after those who have
   * them now. Empty, as all its kind, where there is one writer at a time.
   */
  default String forUpdate() {
    return "";
  }

  /** What a select ends with to have its rows alone, without those that others keep. */
  default String forUpdateSkipLocked() {
    return "";
  }

  /** What a select ends with so that nobody removes its rows. */
  default String forKeyShare() {
    return "";
  }

  /**
   * A statement that has the events alone whose numbers are in its parameter, an array; it waits
   * for those who keep one.
   */
  default String lockEvents() {
    return "";
  }

  /**
   * The condition that delivery {@code d} was recorded with event {@code e}, in the form that the
   * indexes serve.
   */
  String ofEvent();

  /**
   * How delivery {@code d} is joined with its event {@code e}, so that it is found by its number,
   * whatever else is asked of it.
   */
  String withEvent();

  /** The condition that a column is one of these. */
  Sql among(String column, List<Long> numbers);

  /** The condition that the bytes of a column contain a text. */
  Sql contains(String column, FoldedText text);

  /** A select of the numbers of all events of a subject. */
  Sql eventsOf(String subject);

  /** A select of the numbers of a subject's events after {@code from}, up to {@code until}. */
  Sql eventsOf(String subject, long from, long until);

  /**
   * Adds a delivery that is pending, long after its event was recorded: its number and id, its
   * event's number, its webhook's, its payload's, its owner, when it is due, when it was made.
   */
  String lateDelivery();

  /** Statements to run after that, with the numbers of the event and of the delivery. */
  default List<String> afterLateDelivery() {
    return List.of();
  }

  /** Statements to run before rows are swept. */
  default List<String> beforeSweep() {
    return List.of();
  }

  /** Statements to run after a delivery was swept, with its number. */
  default List<String> afterDelivery() {
    return List.of();
  }

  /** Statements to run before an event is swept unless it has deliveries, with its number. */
  default List<String> beforeEvent() {
    return List.of();
  }

  /**
   * What a delivery's row takes with its entries in indexes, as {@code ./bench sizes} measures it.
   */
  int deliveryBytes();

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

  /** The condition of {@link #ofWebhook} for all numbers; the key is an expression. */
  default String allOfWebhook(String alias, int state, String key) {
    return ofWebhook(alias, state, key, "0", Long.toString(Long.MAX_VALUE));
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
}
