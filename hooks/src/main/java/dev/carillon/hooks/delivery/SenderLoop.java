package dev.carillon.hooks.delivery;

/**
 * A thread of a sender that makes calls without waiting for anything. Others may decide on it what
 * is sent next: so no thread is woken between a response and the next request.
 */
public interface SenderLoop {

  /** From now on the task has a turn in each round of the loop, until it is taken off. */
  void add(Task task);

  /** Takes it off, and waits for nothing: a turn that is under way may go on. */
  void remove(Task task);

  /** Lets the loop make a round soon. From any thread; it costs a read while the loop is awake. */
  void wake();

  /** Begins a call, and waits for nothing; it may end before this returns. On the loop's thread. */
  void start(Sender.OutgoingRequest call);

  /** Whether the caller is the loop's thread. */
  boolean here();

  /** What has a turn in each round of a loop. */
  interface Task {

    /** A turn that is only wanted once something came in. */
    long WHEN_WOKEN = Long.MAX_VALUE;

    /**
     * Does what there is to do, and never waits.
     *
     * @return nanoseconds until it wants the next turn; 0 = at once
     */
    long turn();

    /** Whether something waits for a turn. Asked when the loop is about to sleep. */
    boolean waiting();
  }
}
