package dev.carillon.server.accounts.login;

import dev.carillon.server.accounts.login.LoginThrottle.Counted;
import dev.carillon.server.platform.http.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Where failed logins are counted, by keys such as an account or an address. The keys and their
 * limits are those of {@link LoginThrottle}.
 */
interface LoginFailures {

  /** Of a key that has not failed lately. */
  Failures NONE = new Failures(0, Instant.EPOCH);

  /**
   * Counts one failure more for each of these keys, unless a try has to wait for one of them.
   *
   * @return how long it has to wait; zero: it was counted
   */
  Duration begin(List<Counted> keys, Instant now);

  /**
   * A failure was none after all: the failures of its own key are forgotten, and one is taken back
   * from its address. An empty text is no key.
   */
  void succeeded(String own, String address, Instant now);

  /** How many failures, and when the next try is allowed. */
  record Failures(int count, Instant nextTry) {

    /** How long all of these have a try wait. */
    static Duration wait(Collection<Failures> all, Instant now) {
      return all.stream()
          .map(each -> Duration.between(now, each.nextTry()))
          .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
  }

  /** The failures of one process. */
  final class InMemory implements LoginFailures {

    private static final int KEPT_MAX = 100_000;
    private static final Dated NEVER = new Dated(NONE, Instant.EPOCH);

    private final Map<String, Dated> failures = new BoundedMap<>(KEPT_MAX);

    private record Dated(Failures failures, Instant last) {}

    @Override
    public synchronized Duration begin(List<Counted> keys, Instant now) {
      Duration wait = Failures.wait(keys.stream().map(each -> of(each.key(), now)).toList(), now);
      if (wait.isZero()) {
        for (Counted each : keys) {
          int count = of(each.key(), now).count() + 1;
          Instant next = now.plus(each.limit().after(count));
          failures.put(each.key(), new Dated(new Failures(count, next), now));
        }
      }
      return wait;
    }

    private Failures of(String key, Instant now) {
      Dated known = failures.getOrDefault(key, NEVER);
      boolean old = known.last().plus(LoginThrottle.FORGOTTEN_AFTER).isBefore(now);
      return old ? new Failures(0, known.failures().nextTry()) : known.failures();
    }

    @Override
    public synchronized void succeeded(String own, String address, Instant now) {
      failures.remove(own);
      failures.computeIfPresent(
          address,
          (same, old) ->
              new Dated(new Failures(Math.max(old.failures().count() - 1, 0), now), old.last()));
    }
  }
}
