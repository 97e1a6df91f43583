package dev.carillon.server.platform.jobs;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The kinds of jobs that a runner knows, by name. */
final class JobKinds {

  private final Map<String, JobKind> lists = new ConcurrentHashMap<>();
  private final Map<String, SteppedJobKind> walks = new ConcurrentHashMap<>();

  void add(JobKind kind) {
    lists.put(kind.name(), kind);
  }

  void add(SteppedJobKind kind) {
    walks.put(kind.name(), kind);
  }

  /** The kind of this name, where it works off a list. */
  Optional<JobKind> ofList(String name) {
    return Optional.ofNullable(lists.get(name));
  }

  /** The kind of this name, where it finds what it is about as it goes. */
  Optional<SteppedJobKind> walk(String name) {
    return Optional.ofNullable(walks.get(name));
  }
}
