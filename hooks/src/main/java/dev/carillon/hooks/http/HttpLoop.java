package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import dev.carillon.hooks.delivery.Timings;
import org.jspecify.annotations.Nullable;

/** One loop of an {@link HttpSender}, as others see it. */
final class HttpLoop implements SenderLoop {

  private final EventLoop events;
  private final ConnectionPool pool;
  private final PreparedTarget.Known targets;

  HttpLoop(EventLoop events, ConnectionPool pool, PreparedTarget.Known targets) {
    this.events = events;
    this.pool = pool;
    this.targets = targets;
  }

  @Override
  public void add(Task task) {
    events.add(task);
  }

  @Override
  public void remove(Task task) {
    events.remove(task);
  }

  @Override
  public void wake() {
    events.wake();
  }

  @Override
  public boolean here() {
    return events.here();
  }

  @Override
  public void start(Sender.OutgoingRequest call) {
    HttpAttempt attempt = attempt(call);
    if (attempt != null) {
      attempt.startHere();
    }
  }

  /** An attempt on this loop that has not begun; null where the call has ended at once. */
  @Nullable HttpAttempt attempt(Sender.OutgoingRequest call) {
    PreparedTarget target;
    try {
      target = targets.of(call.url(), call.certificate());
    } catch (IllegalArgumentException refused) {
      Outcome blocked = Outcome.Blocked.url(String.valueOf(refused.getMessage()));
      call.ended(new Sender.Timed(blocked, Timings.NONE));
      return null;
    }
    return new HttpAttempt(pool, events, target, call);
  }
}
