package dev.carillon.hooks.webhook;

import dev.carillon.hooks.validation.Violations;
import java.time.Instant;

/**
 * The permission that a receiver gave before it was sent to: the validation of the CloudEvents HTTP
 * Webhook specification, version 1.0.2, section 4.
 *
 * @param origin who was allowed to send, as {@code WebHook-Request-Origin} named it; empty = no
 *     permission was asked for
 * @param agreedAt when the receiver allowed it, by the wall clock; {@link Instant#EPOCH} without an
 *     origin
 * @param perMinuteMax how many requests a minute it allows, 1 or more; 0 = it sets no limit
 */
public record Handshake(String origin, Instant agreedAt, int perMinuteMax) {

  /** The longest origin, in characters: that of a DNS name. */
  public static final int ORIGIN_MAX = 253;

  /** No permission was asked for. */
  public static final Handshake NONE = new Handshake("", Instant.EPOCH, 0);

  /**
   * Such a permission.
   *
   * @throws dev.carillon.hooks.validation.ValidationException if a part of it is out of range
   */
  public Handshake {
    new Violations()
        .line("handshake.origin", origin, ORIGIN_MAX)
        .number("handshake.perMinuteMax", perMinuteMax, 0, Integer.MAX_VALUE)
        .check();
  }

  /** Whether no permission was asked for. */
  public boolean none() {
    return origin.isEmpty();
  }
}
