package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;

/** A loop whose rounds a test makes by hand. */
final class HandLoop implements SenderLoop {

  /** Whether the test acts as the loop's thread. */
  boolean inRound;

  /** How often it was woken. */
  int wakes;

  @Override
  public void add(Task task) {
    // the test gives the turns
  }

  @Override
  public void remove(Task task) {
    // the test gives the turns
  }

  @Override
  public void wake() {
    wakes++;
  }

  @Override
  public void start(Sender.OutgoingRequest call) {
    throw new UnsupportedOperationException("the test makes the calls");
  }

  @Override
  public boolean here() {
    return inRound;
  }

  /** One turn of a task. */
  long round(Task task) {
    inRound = true;
    try {
      return task.turn();
    } finally {
      inRound = false;
    }
  }
}
