package dev.carillon.server.accounts.token;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.LoginThrottle;
import dev.carillon.server.accounts.token.Pairing.Asker;
import dev.carillon.server.accounts.token.Pairing.Grant;
import dev.carillon.server.accounts.token.Pairing.State;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.BoundedMap;
import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Programs that log in by a person's browser (RFC 8628 in spirit): a program starts a pairing and
 * shows its code, a person who is logged in types the code in the console and confirms or refuses,
 * the program asks until that has happened and then gets an API token. The token is made in the
 * transaction that notes that it was given out, so no token is stored before, and none is given out
 * twice, whatever node dies when.
 */
public final class BrowserLogins implements AccountListener {

  /** How often a program may ask. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  static final Duration VALID_FOR = Duration.ofMinutes(10);
  static final int FROM_ADDRESS_MAX = 20;
  static final int IN_ALL_MAX = 1_000;

  /** The time after its end in which a confirmed pairing can still be fetched. */
  private static final Duration FETCHED_WITHIN = Duration.ofMinutes(2);

  private static final Duration TOLD_FOR = Duration.ofMinutes(10);
  private static final int DEVICE_BYTES = 32;
  private static final int CODES_TRIED = 5;
  private static final int ASKED_KEPT_MAX = 10_000;

  private final Database database;
  private final ApiTokens tokens;
  private final Hmac key;
  private final LoginThrottle throttle;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> asked = new BoundedMap<>(ASKED_KEPT_MAX);

  /**
   * The pairings of this database.
   *
   * @param key the same for all nodes: codes are stored by it, and failures counted
   */
  public BrowserLogins(Database database, ApiTokens tokens, TokenKey key, InstantSource clock) {
    this.database = database;
    this.tokens = tokens;
    this.key = new Hmac(key.bytes());
    this.throttle = LoginThrottle.of(database, key, clock);
    this.clock = clock;
  }

  /**
   * A pairing that was just started, and the only time that its secrets are known.
   *
   * @param deviceCode by which the program proves itself: 256 bits
   * @param userCode what the person types
   */
  record Started(Pairing pairing, String deviceCode, PairingCode userCode) {

    @Override
    public String toString() {
      return "Started[" + pairing.id() + "]";
    }
  }

  /** The response to a program that asks for its token. */
  sealed interface Reply {

    /** Ask again. */
    record Pending() implements Reply {}

    /** A person refused. */
    record Refused() implements Reply {}

    /** No person confirmed in time, or what was confirmed was not fetched in time. */
    record Expired() implements Reply {}

    /** The token was given out before, and is not given out again. */
    record AlreadyGiven() implements Reply {}

    /** The token, this once. */
    record Token(Pairing pairing, ApiTokens.Made made) implements Reply {}
  }

  /**
   * Starts one.
   *
   * @throws Problem 429 where there are too many
   */
  Started start(Asker asker, InetAddress from) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    String deviceCode = Digests.randomText(DEVICE_BYTES);
    Pairing pairing =
        new Pairing(
            Ids.random(), asker, from.getHostAddress(), now, now.plus(VALID_FOR), new State.Open());
    String countedBy = LoginThrottle.network(from);
    // who is over a bound costs no transaction that writes
    database.read(connection -> checkBounds(connection, countedBy, now));
    PairingCode code =
        database.write(
            connection -> {
              PairingRows.purge(connection, now.minus(TOLD_FOR));
              checkBounds(connection, countedBy, now);
              return insert(connection, pairing, deviceCode, countedBy);
            });
    return new Started(pairing, deviceCode, code);
  }

  private PairingCode insert(
      Connection connection, Pairing pairing, String deviceCode, String countedBy)
      throws SQLException {
    for (int i = 0; i < CODES_TRIED; i++) {
      PairingCode code = PairingCode.random(random);
      PairingRows.Proofs proofs =
          new PairingRows.Proofs(Digests.sha256(deviceCode), code.stored(key), countedBy);
      if (PairingRows.insert(connection, pairing, proofs)) {
        return code;
      }
    }
    throw new IllegalStateException("the code of each new pairing is taken");
  }

  /** How many more may start, from this address or in all. */
  private static long checkBounds(Connection connection, String countedBy, Instant now)
      throws SQLException {
    long ofAddress = FROM_ADDRESS_MAX - PairingRows.valid(connection, countedBy, now);
    long inAll = IN_ALL_MAX - PairingRows.valid(connection, now);
    if (ofAddress <= 0) {
      throw tooMany("From this address " + FROM_ADDRESS_MAX);
    }
    if (inAll <= 0) {
      throw tooMany("On this server " + IN_ALL_MAX);
    }
    return Math.min(ofAddress, inAll);
  }

  private static Problem tooMany(String startedWhere) {
    return Problem.tooManyRequests(
        startedWhere
            + " logins were started in 10 minutes; retry later, or log in with --username or"
            + " --token-stdin",
        (int) VALID_FOR.toSeconds());
  }

  /**
   * The open one whose code a user typed. Each try counts as a guess, unless it is right.
   *
   * @throws Problem 404 where there is none, 429 after too many guesses
   */
  Pairing open(String typed, String username) {
    LoginThrottle.Keys keys = LoginThrottle.Keys.pairings(username);
    Optional<Duration> wait = throttle.begin(keys);
    if (wait.isPresent()) {
      int seconds = (int) Math.max(1, wait.get().plusMillis(999).toSeconds());
      throw Problem.tooManyRequests("Too many wrong codes; retry in " + seconds + " s", seconds);
    }
    Instant now = clock.instant();
    Pairing found =
        PairingCode.read(typed)
            .flatMap(
                code ->
                    database.read(
                        connection -> PairingRows.open(connection, code.stored(key), now)))
            .orElseThrow(BrowserLogins::notOpen);
    throttle.takeBack(keys);
    return found;
  }

  private static Problem notOpen() {
    return new Problem(
        404,
        "NotFound",
        "No program waits with this code. A code works once, for 10 minutes: check it, or start the"
            + " login again");
  }

  /**
   * A user confirms an open one.
   *
   * @throws Problem 404 where it is open no more, 409 where the user has too many tokens
   */
  void confirm(Pairing pairing, String username, Grant grant) {
    Instant fetchedBy = clock.instant().plus(FETCHED_WITHIN);
    Instant until = fetchedBy.isAfter(pairing.validUntil()) ? fetchedBy : pairing.validUntil();
    boolean confirmed =
        database.write(
            connection -> {
              tokens.checkRoom(connection, username);
              return PairingRows.confirm(connection, pairing.id(), username, grant, until);
            });
    if (!confirmed) {
      throw notOpen();
    }
  }

  /**
   * A user refuses an open one.
   *
   * @throws Problem 404 where it is open no more
   */
  void refuse(Pairing pairing) {
    if (!database.write(connection -> PairingRows.refuse(connection, pairing.id()))) {
      throw notOpen();
    }
  }

  /**
   * The token, or the state of the pairing, for the program that asks.
   *
   * @throws Problem 404 where no pairing has this code, 429 where it asks too often, 409 where the
   *     user has too many tokens
   */
  Reply ask(String deviceCode) {
    String sha256 = Digests.sha256(deviceCode);
    slowDown(sha256);
    Pairing pairing =
        database
            .read(connection -> PairingRows.byDevice(connection, sha256))
            .orElseThrow(
                () ->
                    new Problem(
                        404, "NotFound", "There is no such login: it has ended; start it again"));
    boolean valid = clock.instant().isBefore(pairing.validUntil());
    return switch (pairing.state()) {
      case State.Open() -> valid ? new Reply.Pending() : new Reply.Expired();
      case State.Confirmed confirmed -> valid ? give(pairing, confirmed) : new Reply.Expired();
      case State.Refused() -> new Reply.Refused();
      case State.Given() -> new Reply.AlreadyGiven();
    };
  }

  /** The row changes first: who disables the user meanwhile finds no token, or this one. */
  private Reply give(Pairing pairing, State.Confirmed confirmed) {
    return database.write(
        connection ->
            PairingRows.give(connection, pairing.id())
                ? new Reply.Token(pairing, tokens.makePaired(connection, pairing, confirmed))
                : new Reply.AlreadyGiven());
  }

  private void slowDown(String sha256) {
    Instant now = clock.instant();
    synchronized (asked) {
      Instant last = asked.get(sha256);
      // half of it: requests do not travel equally fast
      if (last != null && now.isBefore(last.plus(INTERVAL.dividedBy(2)))) {
        throw Problem.tooManyRequests(
            "Asked too often; ask every " + INTERVAL.toSeconds() + " s",
            (int) INTERVAL.toSeconds());
      }
      asked.put(sha256, now);
    }
  }

  @Override
  public void disabled(Connection connection, String userId, String username) throws SQLException {
    PairingRows.removeConfirmed(connection, userId);
  }

  @Override
  public void passwordChanged(Connection connection, String userId, String username, boolean all)
      throws SQLException {
    PairingRows.removeConfirmed(connection, userId);
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    PairingRows.removeAll(connection, userId);
  }
}
