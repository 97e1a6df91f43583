package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Keeps the lease, on a thread of its own: what else is to be done from time to time may take
 * longer than a lease lasts. It goes on while the engine stops, until the lease is handed back.
 *
 * <p>Each renewal that succeeds says until when this node may send. A node that reaches its
 * receivers but not the store gets no such time, and stops sending before another node may take
 * over.
 */
final class LeaseKeeper {

  /** A renewal that has begun ends within this time, or the store cannot be reached. */
  private static final Duration END_WITHIN = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());

  private final HooksConfig config;
  private final Lease lease;
  private final Consumer<DispatcherInput> inputs;
  private final Thread thread;
  private volatile boolean closed;

  LeaseKeeper(HooksConfig config, Consumer<DispatcherInput> inputs) {
    this.config = config;
    this.lease = config.store().lease();
    this.inputs = inputs;
    this.thread = Thread.ofPlatform().name("carillon-lease").unstarted(this::run);
  }

  void start() {
    if (ends()) {
      inputs.accept(new DispatcherInput.LeaseHeld(now()));
    }
    thread.start();
  }

  /** Renews no more, and hands the lease back. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_WITHIN);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    try {
      lease.release();
    } catch (RuntimeException | Error unreachable) {
      StoreFaults.report(config, "release the lease", unreachable);
    }
  }

  private void run() {
    while (!closed && held()) {
      try {
        Thread.sleep(lease.renewEvery());
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private boolean ends() {
    return lease.lasts().compareTo(Lease.ENDLESS) < 0;
  }

  private Instant now() {
    return config.clocks().engineClock().instant();
  }

  /** False once the lease is lost for good. */
  private boolean held() {
    try {
      Instant asked = now();
      if (lease.renew()) {
        if (ends()) {
          // earlier by one interval: clocks differ a little, and an attempt takes time to start
          inputs.accept(
              new DispatcherInput.LeaseHeld(asked.plus(lease.lasts()).minus(lease.renewEvery())));
        }
        return true;
      }
      inputs.accept(new DispatcherInput.Stop());
      tellLost();
      return false;
    } catch (RuntimeException | Error failure) {
      // whatever it was: a later renewal may be in time
      if (!closed) {
        StoreFaults.report(config, "renew the lease", failure);
      }
      return true;
    }
  }

  private void tellLost() {
    try {
      config.listener().leaseLost();
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", bug);
    }
  }
}
