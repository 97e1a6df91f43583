package dev.carillon.server.platform.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many jobs that users asked for may be under way at once in this process: for one user, and
 * for all. What was begun before the process started takes places too, and is never refused one.
 */
public final class JobLimits {

  private final int perUser;
  private final int all;
  private final Map<Object, String> taken = new HashMap<>();
  private final Map<String, Integer> ofUsers = new HashMap<>();

  JobLimits(int perUser, int all) {
    this.perUser = perUser;
    this.all = all;
  }

  /** A place for a job that is about to begin; empty where there is none. */
  public synchronized Optional<Place> take(String username) {
    if (taken.size() >= all || ofUsers.getOrDefault(username, 0) >= perUser) {
      return Optional.empty();
    }
    Object key = new Object();
    hold(key, username);
    return Optional.of(() -> release(key));
  }

  /** How many one user may have under way. */
  public int perUser() {
    return perUser;
  }

  /** How many all users together may have under way. */
  public int all() {
    return all;
  }

  synchronized void hold(Object key, String username) {
    if (taken.putIfAbsent(key, username) == null) {
      ofUsers.merge(username, 1, Integer::sum);
    }
  }

  synchronized void release(Object key) {
    String username = taken.remove(key);
    if (username != null) {
      ofUsers.computeIfPresent(username, (name, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** Held until the job has begun, which then holds one of its own. */
  @FunctionalInterface
  public interface Place extends AutoCloseable {

    @Override
    void close();
  }
}
