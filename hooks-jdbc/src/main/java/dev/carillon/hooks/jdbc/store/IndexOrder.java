package dev.carillon.hooks.jdbc.store;

/**
 * How a dialect asks for deliveries of one state in the order of their sequences, from an index
 * that begins with what they have in common. A planner that believes that most rows fit, or that
 * has old statistics, would rather go through all deliveries until it has found enough, and where
 * few fit it goes to the end. So PostgreSQL is asked for an order that only the index has.
 *
 * @param ofWebhook a condition: %1$s is the alias, %2$d the state, %3$s the webhook's key, between
 *     %4$s and %5$s the sequences are
 * @param ofWebhookOrder what it is ordered by; %1$s is the alias, %2$s the direction
 * @param ofState the same for the states that are not delivered or pending, whatever the webhook;
 *     its parameters are after, before
 * @param ofStateOrder what that is ordered by
 */
public record IndexOrder(
    String ofWebhook, String ofWebhookOrder, String ofState, String ofStateOrder) {

  /** For a planner that takes the index whose columns are named. */
  public static final IndexOrder BY_COLUMNS =
      new IndexOrder(
          "%1$s.webhook = %3$s and %1$s.state = %2$d and %1$s.sequence > %4$s"
              + " and %1$s.webhook = %3$s and %1$s.sequence < %5$s",
          "%1$s.sequence%2$s",
          "%1$s.state = %2$d and %1$s.state >= 2 and %1$s.sequence > ? and %1$s.sequence < ?",
          "%1$s.sequence%2$s");

  /** For a planner that counts costs. */
  public static final IndexOrder BY_ROWS =
      new IndexOrder(
          "(%1$s.webhook, %1$s.state, %1$s.sequence) > (%3$s, %2$d, %4$s)"
              + " and (%1$s.webhook, %1$s.state, %1$s.sequence) < (%3$s, %2$d, %5$s)",
          "%1$s.webhook%2$s, %1$s.state%2$s, %1$s.sequence%2$s",
          "(%1$s.state, %1$s.sequence) > (%2$d, ?) and (%1$s.state, %1$s.sequence) < (%2$d, ?)"
              + " and %1$s.state >= 2",
          "%1$s.state%2$s, %1$s.sequence%2$s");

  /**
   * The condition for deliveries of a webhook in a state; its parameters are the webhook's key, the
   * sequence before the first, the key again, the sequence behind the last.
   */
  public String ofWebhook(String alias, int state) {
    return ofWebhook(alias, state, "?", "?", "?");
  }

  /** The same for all deliveries of the webhook with this key, an expression; no parameters. */
  public String allOfWebhook(String alias, int state, String key) {
    return ofWebhook(alias, state, key, "0", Long.toString(Long.MAX_VALUE));
  }

  private String ofWebhook(String alias, int state, String key, String after, String before) {
    String condition = ofWebhook.formatted(alias, state, key, after, before);
    // the words that an index of all states but pending was made with
    return state == States.PENDING ? condition : condition + " and " + alias + ".state <> 0";
  }

  /** What those are ordered by. */
  public String ofWebhookOrder(String alias, boolean newestFirst) {
    return ofWebhookOrder.formatted(alias, newestFirst ? " desc" : "");
  }

  /** The condition for deliveries that were given up, called off or missed. */
  public String ofState(String alias, int state) {
    return ofState.formatted(alias, state);
  }

  /** What those are ordered by. */
  public String ofStateOrder(String alias, boolean newestFirst) {
    return ofStateOrder.formatted(alias, newestFirst ? " desc" : "");
  }
}
