package dev.carillon.server.operations.alerts;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is to be told, and to whom.
 *
 * @param name by which its alerts are known
 * @param condition what is wrong then
 * @param limit in the condition's unit; 0 where it has none
 * @param webhooks the ids of those that it is about; empty: all
 * @param channels the names of those that are told
 * @param enabled whether it is looked for
 */
record AlertRule(
    String name,
    Condition condition,
    int limit,
    List<String> webhooks,
    List<String> channels,
    boolean enabled) {

  AlertRule {
    webhooks = List.copyOf(webhooks);
    channels = List.copyOf(channels);
  }

  /** Whether it is about this webhook. */
  boolean about(String webhook) {
    return webhooks.isEmpty() || webhooks.contains(webhook);
  }

  /** What can be wrong. */
  enum Condition {
    /** The health of a webhook is failing. */
    WEBHOOK_FAILING("webhookFailing", true, Limit.NONE),
    /** The server disabled a webhook. */
    WEBHOOK_DISABLED("webhookDisabled", true, Limit.NONE),
    /** A delivery of an enabled webhook has been due for so long. */
    BACKLOG("backlogOlderThan", true, new Limit("minutes", 1, 10_080, 15)),
    /** A consumer, which fetches its events, has not acknowledged one for so long. */
    CONSUMER("consumerBehind", true, new Limit("minutes", 1, 10_080, 60)),
    /** The certificate of a receiver, or the one that a webhook shows to it, ends so soon. */
    CERTIFICATE("certificateEnds", true, new Limit("days", 1, 365, 21)),
    /** A disk has no more than what is reserved for the database. */
    DISK("diskReserve", false, Limit.NONE),
    /** The last backup was made before so long, or there is none. */
    BACKUP("backupOlderThan", false, new Limit("hours", 1, 8_760, 48));

    private final String text;
    private final boolean ofWebhooks;

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts and numbers
    private final Limit limit;

    Condition(String text, boolean ofWebhooks, Limit limit) {
      this.text = text;
      this.ofWebhooks = ofWebhooks;
      this.limit = limit;
    }

    /** The name that is shown. */
    String text() {
      return text;
    }

    /** Whether it is about a webhook. */
    boolean ofWebhooks() {
      return ofWebhooks;
    }

    Limit limit() {
      return limit;
    }

    /** The one of this name. */
    static Optional<Condition> of(String text) {
      return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst();
    }
  }

  /**
   * From when on something is wrong.
   *
   * @param unit the field that has the number; empty where there is none
   */
  record Limit(String unit, int least, int most, int usual) {

    /** It is always wrong. */
    static final Limit NONE = new Limit("", 0, 0, 0);

    boolean none() {
      return unit.isEmpty();
    }
  }
}
