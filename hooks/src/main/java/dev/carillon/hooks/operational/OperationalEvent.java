package dev.carillon.hooks.operational;

import dev.carillon.hooks.webhook.Webhook;
import java.util.Locale;

/**
 * Something that became of a webhook.
 *
 * @param kind what
 * @param webhook which
 * @param name what people called it then
 * @param cause why
 */
public record OperationalEvent(Kind kind, Webhook.Id webhook, String name, Cause cause) {

  /** What can become of a webhook. */
  public enum Kind {
    /** Its health became <em>failing</em>. */
    FAILING,
    /** It was failing and its health has become <em>healthy</em> since. */
    RECOVERED,
    /** One of its deliveries failed for good: retries used up, or a response that is final. */
    EXHAUSTED,
    /** It was disabled: by its failures, by a 410, or by an administrator. */
    DISABLED,
    /** It was switched on. */
    ENABLED,
    /** It got a new secret. */
    SECRET_ROLLED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name that is shown. */
    public String text() {
      return text;
    }
  }

  /**
   * Why it did. What there is nothing to say about is empty.
   *
   * @param reason in one word, such as why it was disabled
   * @param detail such as the last error
   * @param delivery the id of the delivery whose attempt it was
   */
  public record Cause(String reason, String detail, String delivery) {

    /** Nothing to say. */
    public static final Cause NONE = new Cause("", "", "");
  }
}
