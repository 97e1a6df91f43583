package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A loop without a thread: its rounds are steps of the simulated time. */
final class SimulatedLoop implements SenderLoop {

  /** More than any simulation has to do at one moment. */
  private static final int ROUNDS_AT_ONCE_MAX = 100;

  private static final int WAKE_MILLIS_MAX = 2;

  private final SimulatedTime time;
  private final Random random;
  private @Nullable Task task;
  private @Nullable Instant planned;
  private long plan;
  private boolean inRound;
  private boolean dead;
  private Instant lastRound = Instant.MIN;
  private int roundsAtOnce;

  SimulatedLoop(SimulatedTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  @Override
  public void add(Task added) {
    task = added;
  }

  @Override
  public void remove(Task removed) {
    task = null;
  }

  @Override
  public void wake() {
    plan(time.now().plusMillis(random.nextInt(WAKE_MILLIS_MAX + 1)));
  }

  @Override
  public void start(Sender.OutgoingRequest call) {
    throw new UnsupportedOperationException("the simulation makes the calls");
  }

  @Override
  public boolean here() {
    return inRound;
  }

  /** Its process died. */
  void die() {
    dead = true;
  }

  /** Nothing may wait for a round that is not planned: nobody would wake it. */
  void check() {
    if (!dead && task != null && task.waiting()) {
      assertThat(planned).as("what waits is seen to").isNotNull();
    }
  }

  private void plan(Instant when) {
    if (planned != null && !planned.isAfter(when)) {
      return;
    }
    planned = when;
    plan++;
    long own = plan;
    time.at(
        when,
        () -> {
          if (!dead && own == plan) {
            round();
          }
        });
  }

  private void round() {
    planned = null;
    if (task == null) {
      return;
    }
    roundsAtOnce = time.now().equals(lastRound) ? roundsAtOnce + 1 : 0;
    assertThat(roundsAtOnce).as("it spins").isLessThan(ROUNDS_AT_ONCE_MAX);
    lastRound = time.now();
    inRound = true;
    long nanos = task.turn();
    inRound = false;
    if (nanos != Task.WHEN_WOKEN) {
      plan(time.now().plusNanos(nanos));
    }
  }
}
