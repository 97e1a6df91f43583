package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.BoundedMap;
import java.time.Instant;
import java.util.Map;

/** Where failed logins are counted, by keys such as an account or an address. */
interface LoginFailures {

  /** Of a key that has not failed lately. */
  Failures NONE = new Failures(0, Instant.EPOCH);

  /** What is counted for a key; what is older than an hour does not count. */
  Failures of(String key, Instant now);

  /** One failure more. */
  void add(String key, Instant now, Instant nextTry);

  /** Forgets all failures of a key. */
  void forget(String key);

  /** A failure was none after all; the next try may follow at once. */
  void takeBack(String key, Instant now);

  /** How many failures, and when the next try is allowed. */
  record Failures(int count, Instant nextTry) {}

  /** The failures of one process. To be used by one thread at a time. */
  final class InMemory implements LoginFailures {

    private static final int KEPT_MAX = 100_000;

    private final Map<String, Dated> failures = new BoundedMap<>(KEPT_MAX);

    private record Dated(Failures failures, Instant last) {}

    @Override
    public Failures of(String key, Instant now) {
      Dated known = failures.get(key);
      if (known == null) {
        return NONE;
      }
      boolean old = known.last().plus(LoginThrottle.FORGOTTEN_AFTER).isBefore(now);
      return old ? new Failures(0, known.failures().nextTry()) : known.failures();
    }

    @Override
    public void add(String key, Instant now, Instant nextTry) {
      int count = of(key, now).count() + 1;
      failures.put(key, new Dated(new Failures(count, nextTry), now));
    }

    @Override
    public void forget(String key) {
      failures.remove(key);
    }

    @Override
    public void takeBack(String key, Instant now) {
      failures.computeIfPresent(
          key,
          (same, old) ->
              new Dated(new Failures(Math.max(old.failures().count() - 1, 0), now), old.last()));
    }
  }
}
