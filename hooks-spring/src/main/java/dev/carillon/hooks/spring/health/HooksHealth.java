package dev.carillon.hooks.spring.health;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksStatus;
import dev.carillon.hooks.Role;
import dev.carillon.hooks.spring.backlog.Backlog;
import dev.carillon.hooks.spring.backlog.BacklogReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether webhooks work here, and what this follows from: whether the tables can be read, whether
 * this instance may send, and the backlog.
 */
public final class HooksHealth {

  private final Supplier<Optional<Hooks>> running;
  private final BacklogReader backlog;
  private final Duration backlogAgeMax;

  /**
   * The health of these webhooks.
   *
   * @param running gives them while they run
   * @param backlogAgeMax age of the oldest pending delivery from which on they do not work; zero =
   *     it does not count
   */
  public HooksHealth(
      Supplier<Optional<Hooks>> running, BacklogReader backlog, Duration backlogAgeMax) {
    this.running = running;
    this.backlog = backlog;
    this.backlogAgeMax = backlogAgeMax;
  }

  /** How it is now. At most one short read of the database in some seconds. */
  public State now() {
    Hooks hooks = running.get().orElse(null);
    if (hooks == null) {
      return new State(false, Map.of("reason", "webhooks are not started, or were stopped"));
    }
    Map<String, Object> details = new LinkedHashMap<>();
    HooksStatus status = hooks.status();
    details.put("node", status.node());
    details.put("role", status.role().name());
    details.put("sending", status.sending());
    details.put("requestsOnTheWire", status.requestsOnTheWire());
    String reason = reason(status, details);
    if (!reason.isEmpty()) {
      details.put("reason", reason);
    }
    return new State(reason.isEmpty(), details);
  }

  private String reason(HooksStatus status, Map<String, Object> details) {
    Backlog pending;
    try {
      pending = backlog.read();
    } catch (RuntimeException unreadable) {
      return "the tables of webhooks cannot be read: " + unreadable.getMessage();
    }
    details.put("pending", pending.count() + (pending.more() ? " or more" : ""));
    details.put("oldestPendingSeconds", pending.age().toSeconds());
    if (status.role() == Role.RECORD_AND_SEND && !status.sending()) {
      return "this instance sends nothing, as its lease has ended: it could not be renewed in time,"
          + " or another instance took over; sending goes on when it is renewed or entered again";
    }
    if (!backlogAgeMax.isZero() && pending.age().compareTo(backlogAgeMax) >= 0) {
      return ("the oldest pending delivery has waited for %d s;"
              + " carillon.hooks.health.backlog-age-max is %d s")
          .formatted(pending.age().toSeconds(), backlogAgeMax.toSeconds());
    }
    return "";
  }

  /**
   * A health.
   *
   * @param up whether webhooks work
   * @param details what it follows from; {@code reason} is there if they do not
   */
  public record State(boolean up, Map<String, Object> details) {}
}
