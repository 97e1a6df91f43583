package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SenderLoop;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that an engine has for a sender without loops of its own. Each call begins on it and
 * goes on wherever the sender makes it.
 */
final class DispatcherThread implements SenderLoop {

  private static final System.Logger LOG = System.getLogger(DispatcherThread.class.getName());

  private final Sender sender;
  private final CopyOnWriteArrayList<Task> tasks = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /** One that does not run yet. */
  DispatcherThread(Sender sender) {
    this.sender = sender;
    this.thread = Thread.ofPlatform().name("carillon-dispatcher").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends it after the turn that is under way. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void add(Task task) {
    tasks.add(task);
    wake();
  }

  @Override
  public void remove(Task task) {
    tasks.remove(task);
  }

  @Override
  public void wake() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void start(Sender.OutgoingRequest call) {
    sender.start(call);
  }

  @Override
  public boolean here() {
    return Thread.currentThread() == thread;
  }

  private void run() {
    while (!closed) {
      long nanos = Task.WHEN_WOKEN;
      for (Task task : tasks) {
        try {
          nanos = Math.min(nanos, task.turn());
        } catch (RuntimeException | Error bug) {
          LOG.log(System.Logger.Level.ERROR, "A turn failed; the thread continues", bug);
        }
      }
      sleep(nanos);
    }
  }

  private void sleep(long nanos) {
    // an interrupted thread does not park
    Thread.interrupted();
    asleep = true;
    if (nanos > 0 && !closed && tasks.stream().noneMatch(Task::waiting)) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep = false;
  }
}
