package dev.carillon.server.assets.share;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.CommittedReads;
import dev.carillon.server.platform.database.PlannedChange;
import dev.carillon.server.platform.database.StalePlanException;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What can be done with auth keys. Each change and its events are one transaction.
 *
 * @param wall what events say
 * @param engine what never steps: keys expire by it
 * @param active whether a user may use the server at present
 */
record AuthKeys(
    Changes changes,
    PayloadRenderer renderer,
    InstantSource wall,
    InstantSource engine,
    Predicate<String> active) {

  /** At most so many bytes come with one upload. */
  static final long UPLOAD_BYTES_MAX = 4L << 30;

  private static final int DUE_MAX = 100;
  private static final int PURGED_AT_ONCE = 1_000;
  private static final Duration ENDED_KEPT = Duration.ofDays(365);

  /** The key, active or not. */
  Optional<AuthKey> find(String key) {
    return Ids.valid(key) ? changes.read(c -> AuthKeyStore.find(c, key)) : Optional.empty();
  }

  /** Whether a key opens anything now: it is good, and so is its owner. */
  boolean open(AuthKey key) {
    return key.open(now()) && active.test(key.owner());
  }

  /** A key that does not open anything, as its page shows it: without its owner it is withdrawn. */
  AuthKey shut(AuthKey key) {
    return key.open(now()) ? key.revoked() : key;
  }

  /** The engine's time, which keys expire by. */
  long now() {
    return engine.millis();
  }

  /** What clocks on the wall say, in milliseconds since 1970. */
  long wallMillis() {
    return wall.millis();
  }

  /**
   * Counts a file that comes with a key.
   *
   * @throws Problem 403 where the key takes no more
   */
  void countUpload(AuthKey key, long bytes) {
    count(c -> AuthKeyStore.countUpload(c, key.key(), bytes), "files");
  }

  /**
   * Counts a decision that comes with a key.
   *
   * @throws Problem 403 where the key takes no more
   */
  void countVerdict(AuthKey key) {
    count(c -> AuthKeyStore.countVerdict(c, key.key()), "decisions");
  }

  private void count(DatabaseWork<Boolean> counting, String what) {
    if (!changes.write(counting)) {
      throw Problem.forbidden(
          "This link accepts no more " + what + ": ask the sender for a new one");
    }
  }

  /**
   * Links, the newest first.
   *
   * @param owner of whom; empty = of all users
   * @param state in which state; empty = in any
   */
  Found of(Optional<String> owner, Optional<AuthKey.State> state, int from, int size) {
    String name = owner.orElse("");
    String which = state.map(AuthKey.State::text).orElse("");
    return changes.read(
        c ->
            new Found(
                AuthKeyStore.page(c, name, which, from, size), AuthKeyStore.count(c, name, which)));
  }

  /**
   * A link and what was sent back with it.
   *
   * @param uploads how many files
   * @param verdicts how many decisions
   */
  record Link(AuthKey key, long uploads, long verdicts) {}

  /** A page of links, and how many there are in all. */
  record Found(List<Link> links, long total) {}

  /** Makes a key. */
  AuthKey create(String owner, long validUntil, AuthKey.Terms terms) {
    AuthKey key = new AuthKey(Ids.random(), owner, now(), validUntil, AuthKey.State.ACTIVE, terms);
    return changes.commit(
        reads ->
            new PlannedChange<>(
                List.of(event(EventTypes.AUTHKEY_CREATE, key)),
                connection -> {
                  AuthKeyStore.insert(connection, key);
                  return key;
                }));
  }

  /**
   * Changes an active key's terms or its end. That makes no event.
   *
   * @throws Problem 404 where there is none, 403 where it is another user's, 409 where it ended
   */
  void update(String key, Caller caller, UnaryOperator<AuthKey> change) {
    changes.<AuthKey>commit(
        reads -> {
          AuthKey before = own(reads, key, caller);
          if (!before.open(now())) {
            throw Problem.conflict("The auth key '" + key + "' has ended");
          }
          AuthKey after = change.apply(before);
          return PlannedChange.silent(
              connection -> {
                if (!AuthKeyStore.update(connection, before, after)) {
                  throw new StalePlanException();
                }
                return after;
              });
        });
  }

  /**
   * Revokes keys, all or none. Those that ended before stay as they are.
   *
   * @throws Problem 404 where there is one that never was, 403 where one is another user's
   */
  void revoke(List<String> keys, Caller caller) {
    changes.<Integer>commit(
        reads -> {
          List<AuthKey> active = new ArrayList<>();
          for (String key : keys) {
            AuthKey found = own(reads, key, caller);
            if (found.state() == AuthKey.State.ACTIVE) {
              active.add(found);
            }
          }
          return ending(active, AuthKey.State.REVOKED);
        });
  }

  /** Ends every key whose time is over, each once, on whichever node sees it first. */
  void expire() {
    while (true) {
      long now = now();
      List<AuthKey> due = changes.read(c -> AuthKeyStore.due(c, now, DUE_MAX));
      if (due.isEmpty()) {
        return;
      }
      for (AuthKey key : due) {
        changes.<Integer>commit(reads -> ending(stillDue(reads, key, now), AuthKey.State.EXPIRED));
      }
    }
  }

  /** In the transaction that removes a user: the time of the user's keys is over at once. */
  void left(Connection connection, String owner) throws SQLException {
    AuthKeyStore.endAll(connection, owner, now() - 1);
  }

  /** Forgets keys that ended long ago: their page says then that there is nothing. */
  int purge() {
    long before = now() - ENDED_KEPT.toMillis();
    int all = 0;
    int removed = PURGED_AT_ONCE;
    while (removed == PURGED_AT_ONCE) {
      removed = changes.write(c -> AuthKeyStore.purge(c, before, PURGED_AT_ONCE));
      all += removed;
    }
    return all;
  }

  private static List<AuthKey> stillDue(CommittedReads reads, AuthKey key, long now) {
    return reads
        .read(c -> AuthKeyStore.find(c, key.key()))
        .filter(found -> found.state() == AuthKey.State.ACTIVE && !found.open(now))
        .map(List::of)
        .orElse(List.of());
  }

  private PlannedChange<Integer> ending(List<AuthKey> keys, AuthKey.State state) {
    long at = now();
    return new PlannedChange<>(
        keys.stream().map(key -> event(EventTypes.AUTHKEY_REMOVE, key)).toList(),
        connection -> {
          for (AuthKey key : keys) {
            if (!AuthKeyStore.end(connection, key, state, at)) {
              throw new StalePlanException();
            }
          }
          return keys.size();
        });
  }

  private static AuthKey own(CommittedReads reads, String key, Caller caller) {
    AuthKey found =
        reads
            .read(c -> AuthKeyStore.find(c, key))
            .orElseThrow(() -> Problem.notFound("auth key", key));
    if (!caller.superUser() && !found.owner().equals(caller.username())) {
      throw Problem.forbidden("The auth key '" + key + "' was created by another user");
    }
    return found;
  }

  private Event event(EventType type, AuthKey key) {
    return Event.of(
        type,
        key.key(),
        wall.instant(),
        new AuthKeySnapshot(
            key.key(), key.terms().subject(), key.validUntil(), key.terms().assetIds(), renderer));
  }
}
