package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.BoundedMap;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Records uses, such as logins: each at most once a minute, and no request waits for it. */
public final class UseRecorder {

  private static final System.Logger LOG = System.getLogger(UseRecorder.class.getName());
  static final Duration RECORDED_EVERY = Duration.ofMinutes(1);
  private static final int KEYS_MAX = 10_000;

  private final InstantSource clock;
  private final Map<String, Instant> recorded = new BoundedMap<>(KEYS_MAX);

  /** Records by this clock. */
  public UseRecorder(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Records a use, unless one of the same key was recorded within a minute.
   *
   * @param store stores its time, some time soon
   */
  public void record(String key, Consumer<Instant> store) {
    Instant now = clock.instant();
    synchronized (recorded) {
      Instant last = recorded.get(key);
      if (last != null && now.isBefore(last.plus(RECORDED_EVERY))) {
        return;
      }
      recorded.put(key, now);
    }
    Thread.ofVirtual().name("carillon-use").start(() -> store(store, now));
  }

  private static void store(Consumer<Instant> store, Instant at) {
    try {
      store.accept(at);
    } catch (RuntimeException failed) {
      // no request waits for it, and the next use is recorded again
      LOG.log(Level.DEBUG, "The time of a login or of an API token's use was not recorded", failed);
    }
  }
}
