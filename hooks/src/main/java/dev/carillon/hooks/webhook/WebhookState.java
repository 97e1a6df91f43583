package dev.carillon.hooks.webhook;

import java.time.Instant;
import java.util.Locale;

/** Whether a webhook is enabled, or disabled and why. */
public sealed interface WebhookState {

  /** Deliveries are sent as they become due. */
  record Enabled() implements WebhookState {}

  /**
   * Nothing is sent; events that match meanwhile are kept as missed.
   *
   * @param at since when
   * @param reason who or what disabled it
   * @param detail the last error, or the administrator's note; may be empty
   */
  record Disabled(Instant at, Reason reason, String detail) implements WebhookState {}

  /** Why a webhook was disabled. */
  enum Reason {
    /** An administrator disabled it, through the API. */
    MANUAL,
    /** Too many attempts failed in a short time: decided by {@code Settlement.of}. */
    FAILURES,
    /** The receiver responded 410 Gone: decided by {@code Settlement.of} too. */
    GONE,
    /**
     * Its database was restored from a backup, perhaps beside the one that is still in use: {@code
     * carillon restore} disables it.
     */
    RESTORED,
    /**
     * Its secret could not be decrypted any more: {@code carillon secrets reset} replaced it, so
     * its receiver has another one.
     */
    SECRET_RESET;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name that is stored and shown. */
    public String text() {
      return text;
    }

    /**
     * The reason with this stored name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Reason of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
