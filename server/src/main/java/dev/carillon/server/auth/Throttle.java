package dev.carillon.server.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down guessing, by account and by address: after some free tries each failure doubles the
 * wait. A try counts as failed from its start, so that many at once are no way around it.
 */
public final class Throttle {

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final int KEPT_MAX = 100_000;
  private static final Limit ACCOUNT = new Limit(5, Duration.ofMinutes(15));
  private static final Limit ADDRESS = new Limit(50, Duration.ofMinutes(1));

  private final InstantSource clock;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > KEPT_MAX;
        }
      };

  /** Remembers nothing yet. */
  public Throttle(InstantSource clock) {
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

  /** Lets a try begin, or says how long to wait for it. */
  public synchronized Optional<Duration> begin(String username, InetAddress from) {
    Instant now = clock.instant();
    Duration wait = max(wait(account(username), now), wait(address(from), now));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    count(account(username), ACCOUNT, now);
    count(address(from), ADDRESS, now);
    return Optional.empty();
  }

  /** The try was right after all: the account is free again, and the address as it was before. */
  public synchronized void succeeded(String username, InetAddress from) {
    failures.remove(account(username));
    failures.computeIfPresent(
        address(from),
        (key, old) -> new Failures(Math.max(old.count() - 1, 0), old.last(), clock.instant()));
  }

  private void count(String key, Limit limit, Instant now) {
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

  private static String account(String username) {
    String name = username.toLowerCase(Locale.ROOT);
    return "account " + name.substring(0, Math.min(name.length(), 200));
  }

  /** Whoever has an IPv6 address has 2^64 of them. */
  private static String address(InetAddress from) {
    byte[] bytes = from.getAddress();
    return "address " + HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
  }
}
