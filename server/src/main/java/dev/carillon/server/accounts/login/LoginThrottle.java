package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.BoundedMap;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down guessing, by account and by address: after some free tries each failure doubles the
 * wait. A try counts as failed from its start, so that many at once are no way around it. Who has
 * proved to be the user before is counted by other keys, which strangers cannot block.
 */
public final class LoginThrottle {

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final int KEPT_MAX = 100_000;
  private static final Limit ACCOUNT = new Limit(5, Duration.ofMinutes(15));
  private static final Limit ADDRESS = new Limit(50, Duration.ofMinutes(1));

  private final InstantSource clock;
  private final Map<String, Failures> failures = new BoundedMap<>(KEPT_MAX);

  /** Remembers nothing yet. */
  public LoginThrottle(InstantSource clock) {
    this.clock = clock;
  }

  private record Limit(int free, Duration waitMax) {
    Duration after(int failed) {
      int doublings = Math.min(failed - free, 30);
      Duration wait = doublings < 0 ? Duration.ZERO : Duration.ofSeconds(1L << doublings);
      return wait.compareTo(waitMax) < 0 ? wait : waitMax;
    }
  }

  private record Failures(int count, Instant last, Instant nextTry) {}

  /**
   * What tries to log in are counted by.
   *
   * @param own what only tries of this kind count for
   * @param address what all tries from there count for; empty where they do not
   */
  public record Keys(String own, String address) {

    /** A caller of whom nothing is known. */
    public static Keys stranger(String username, InetAddress from) {
      return new Keys("account " + name(username), "address " + place(from));
    }

    /** A caller from where this user has logged in before. */
    public static Keys known(String username, InetAddress from) {
      return new Keys("account " + name(username) + " " + place(from), "address " + place(from));
    }

    /** A caller who has a session of this user. */
    public static Keys session(String id) {
      return new Keys("session " + id, "");
    }

    /** A caller who guesses at API tokens. */
    public static Keys tokens(InetAddress from) {
      return new Keys("", "tokens " + place(from));
    }

    private static String name(String username) {
      String name = username.toLowerCase(Locale.ROOT);
      return name.substring(0, Math.min(name.length(), 200));
    }
  }

  /** Lets a try begin, or says how long to wait for it. */
  public synchronized Optional<Duration> begin(Keys keys) {
    Instant now = clock.instant();
    Duration wait = max(wait(keys.own(), now), wait(keys.address(), now));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    count(keys.own(), ACCOUNT, now);
    count(keys.address(), ADDRESS, now);
    return Optional.empty();
  }

  /** The try was right after all: its own key is free again, and the address as it was before. */
  public synchronized void succeeded(Keys keys) {
    failures.remove(keys.own());
    failures.computeIfPresent(
        keys.address(),
        (key, old) -> new Failures(Math.max(old.count() - 1, 0), old.last(), clock.instant()));
  }

  private void count(String key, Limit limit, Instant now) {
    if (key.isEmpty()) {
      return;
    }
    Failures old = failures.get(key);
    int before = old == null || old.last().plus(FORGOTTEN_AFTER).isBefore(now) ? 0 : old.count();
    int count = before + 1;
    failures.put(key, new Failures(count, now, now.plus(limit.after(count))));
  }

  private Duration wait(String key, Instant now) {
    Failures known = failures.get(key);
    return known == null ? Duration.ZERO : Duration.between(now, known.nextTry());
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** What an address counts as. A client with one of IPv6 has 2^64 of them. */
  public static String place(InetAddress from) {
    byte[] bytes = from.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
  }
}
