package dev.carillon.server.accounts.login;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Hmac;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Brute-force protection, by account and by address: after some free attempts each failure doubles
 * the wait. An attempt counts as failed from its start, so that many at once are no way around it.
 * Who has proved to be the user before is counted by other keys, which strangers cannot block.
 * Where nodes share a database, the failures on all of them count together.
 *
 * <p>This class has the keys and the limits; {@link LoginFailures#begin} counts and says how long
 * to wait, and {@link CredentialCheck#attempt} then refuses the caller.
 */
public final class LoginThrottle {

  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final Limit ACCOUNT = new Limit(5, Duration.ofMinutes(15));
  private static final Limit ADDRESS = new Limit(50, Duration.ofMinutes(1));

  private final InstantSource clock;
  private final LoginFailures failures;

  /** Counts in this process alone. */
  public LoginThrottle(InstantSource clock) {
    this(clock, new LoginFailures.InMemory());
  }

  private LoginThrottle(InstantSource clock, LoginFailures failures) {
    this.clock = clock;
    this.failures = failures;
  }

  /**
   * Counts together with all that share this database.
   *
   * @param key the same for all of them: a name that somebody typed may be a password, and is not
   *     stored
   */
  public static LoginThrottle of(Database database, TokenKey key, InstantSource clock) {
    return database.dialect().shared()
        ? new LoginThrottle(clock, new SharedLoginFailures(database, new Hmac(key.bytes())))
        : new LoginThrottle(clock);
  }

  /** So many failures cost nothing, and later ones a wait that grows up to a longest. */
  record Limit(int free, Duration waitMax) {
    Duration after(int failed) {
      int doublings = Math.min(failed - free, 30);
      Duration wait = doublings < 0 ? Duration.ZERO : Duration.ofSeconds(1L << doublings);
      return wait.compareTo(waitMax) < 0 ? wait : waitMax;
    }
  }

  /**
   * The keys by which login attempts are counted.
   *
   * @param own what only tries of this kind count for
   * @param address what all tries from there count for; empty where they do not
   */
  public record Keys(String own, String address) {

    /** A caller of whom nothing is known. */
    public static Keys stranger(String username, InetAddress from) {
      return new Keys("account " + name(username), "address " + network(from));
    }

    /** A caller from where this user has logged in before. */
    public static Keys known(String username, InetAddress from) {
      String network = network(from);
      return new Keys("account " + name(username) + " " + network, "address " + network);
    }

    /** A caller who has a session of this user. */
    public static Keys session(String id) {
      return new Keys("session " + id, "");
    }

    /** A caller who guesses at API tokens. */
    public static Keys tokens(InetAddress from) {
      return new Keys("", "tokens " + network(from));
    }

    /** A user who guesses at the codes of pairings; the guesses of all users count together too. */
    public static Keys pairings(String username) {
      return new Keys("pairing " + name(username), "pairings");
    }

    private static String name(String username) {
      String name = username.toLowerCase(Locale.ROOT);
      return name.substring(0, Math.min(name.length(), 200));
    }
  }

  /** Lets a try begin, or says how long to wait for it. */
  public Optional<Duration> begin(Keys keys) {
    List<Counted> counted = new ArrayList<>();
    if (!keys.own().isEmpty()) {
      counted.add(new Counted(keys.own(), ACCOUNT));
    }
    if (!keys.address().isEmpty()) {
      counted.add(new Counted(keys.address(), ADDRESS));
    }
    return Optional.of(failures.begin(counted, clock.instant())).filter(Duration::isPositive);
  }

  /** After a login: forgets the failures of the own key, and takes one back from the address. */
  public void succeeded(Keys keys) {
    failures.succeeded(keys.own(), keys.address(), clock.instant());
  }

  /** Takes one failure back from each key. */
  public void takeBack(Keys keys) {
    Instant now = clock.instant();
    failures.succeeded("", keys.own(), now);
    failures.succeeded("", keys.address(), now);
  }

  /** A key that a login attempt counts for, and how often that may fail. */
  record Counted(String key, Limit limit) {}

  /** The network that an address counts as: an IPv6 client has 2^64 addresses. */
  public static String network(InetAddress from) {
    byte[] bytes = from.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
  }
}
