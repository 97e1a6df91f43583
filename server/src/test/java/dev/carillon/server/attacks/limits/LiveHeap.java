package dev.carillon.server.attacks.limits;

/**
 * How much the heap holds at most, garbage left out, while something is done: by collecting again
 * and again. Only for things that take longer than a collection, or hold on to what they took.
 */
public final class LiveHeap implements AutoCloseable {

  private static final long PAUSE_MILLIS = 20;

  private final long before;
  private final Thread watch = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile long most;
  private volatile boolean done;

  /** Looks from now on. */
  public LiveHeap() {
    before = collected();
    most = before;
    watch.start();
  }

  /** By how many bytes it grew at most. */
  public long grown() {
    close();
    return most - before;
  }

  private void run() {
    try {
      while (!done) {
        most = Math.max(most, collected());
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static long collected() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public void close() {
    done = true;
    try {
      watch.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
