package dev.carillon.hooks.delivery;

import dev.carillon.hooks.webhook.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the engine is made of.
 *
 * @param store where webhooks and deliveries are kept
 * @param sender makes the HTTP calls
 * @param clocks the two clocks
 * @param policy the rules to begin with
 * @param retention how long deliveries that ended are kept
 * @param userAgent who sends, such as {@code Carillon/0.1.0}
 * @param listener is notified of what happens
 * @param keys sign requests of webhooks that ask for signatures by Ed25519
 */
public record HooksConfig(
    HooksStore store,
    Sender sender,
    Clocks clocks,
    DeliveryPolicy policy,
    Duration retention,
    String userAgent,
    HooksListener listener,
    SigningKeys keys) {

  private static final Duration RETENTION = Duration.ofDays(30);

  /** A configuration without keys: no request is signed by Ed25519. */
  public HooksConfig(
      HooksStore store,
      Sender sender,
      Clocks clocks,
      DeliveryPolicy policy,
      Duration retention,
      String userAgent,
      HooksListener listener) {
    this(store, sender, clocks, policy, retention, userAgent, listener, SigningKeys.NONE);
  }

  /** Everything by default: the usual rules, 30 days of log, and what goes wrong is logged. */
  public static HooksConfig of(HooksStore store, Sender sender, InstantSource engineClock) {
    return new HooksConfig(
        store,
        sender,
        new Clocks(Clock.systemUTC(), engineClock),
        DeliveryPolicy.DEFAULT,
        RETENTION,
        "Carillon-Hooks",
        HooksListener.logging());
  }

  /** The configuration with other rules. */
  public HooksConfig with(DeliveryPolicy other) {
    return new HooksConfig(store, sender, clocks, other, retention, userAgent, listener, keys);
  }

  /** The configuration with another listener. */
  public HooksConfig with(HooksListener other) {
    return new HooksConfig(store, sender, clocks, policy, retention, userAgent, other, keys);
  }

  /** The configuration with keys that sign requests of webhooks that ask for it. */
  public HooksConfig with(SigningKeys other) {
    return new HooksConfig(store, sender, clocks, policy, retention, userAgent, listener, other);
  }

  /**
   * The two clocks, which may show different times.
   *
   * @param wallClock what people's clocks show, which may be set back: for signatures, for the
   *     times of events and attempts
   * @param engineClock never set back, such as {@link EngineClock}: for due times, and all else
   *     that the store compares; the store must use the same one
   */
  public record Clocks(InstantSource wallClock, InstantSource engineClock) {}
}
