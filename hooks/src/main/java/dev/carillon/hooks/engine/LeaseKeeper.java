package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
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
 *
 * <p>A node that was taken over enters the store anew: what it has in memory is void, and it goes
 * on as another. A caller that records may have done that first; then the view has another epoch.
 */
final class LeaseKeeper {

  /** A renewal that has begun ends within this time, or the store cannot be reached. */
  private static final Duration END_WITHIN = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());

  private final HooksConfig config;
  private final Lease lease;
  private final Consumer<DispatcherInput> inputs;
  private final NodeAgreement nodes;
  private final Thread thread;
  private long epoch;
  private volatile boolean lost;
  private volatile Instant heldUntil = Instant.MIN;
  private volatile boolean closed;

  LeaseKeeper(HooksConfig config, Consumer<DispatcherInput> inputs, NodeAgreement nodes) {
    this.config = config;
    this.lease = config.store().lease();
    this.inputs = inputs;
    this.nodes = nodes;
    this.thread = Thread.ofPlatform().name("carillon-lease").unstarted(this::run);
  }

  void start() {
    begin();
    thread.start();
  }

  /** Nothing is sent before the first renewal. */
  void begin() {
    epoch = lease.view().own();
    if (ends()) {
      nodes.look();
      heldUntil = sendingUntil(now());
      inputs.accept(new DispatcherInput.LeaseHeld(now()));
    }
  }

  /** Whether this node may send now, as far as it knows without the store. */
  boolean held() {
    return !closed && !lost && (!ends() || now().isBefore(heldUntil));
  }

  /** Renews no more, and hands the lease back. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join(END_WITHIN);
      }
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
    while (!closed && round()) {
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

  /** One renewal. False once the lease is lost for good. */
  boolean round() {
    try {
      if (renewed()) {
        return true;
      }
      if (!enteredAnew()) {
        return false;
      }
      renewed();
      return true;
    } catch (RuntimeException | Error failure) {
      // whatever it was: a later renewal may be in time
      if (!closed) {
        StoreFaults.report(config, "renew the lease", failure);
      }
      return true;
    }
  }

  private boolean renewed() {
    Instant asked = now();
    if (!lease.renew()) {
      return false;
    }
    if (ends()) {
      long now = lease.view().own();
      if (now != epoch) {
        lost();
        rejoined(now);
      }
      // before what follows: the list may be one of a new epoch
      nodes.look();
      heldUntil = sendingUntil(asked);
      inputs.accept(new DispatcherInput.LeaseHeld(heldUntil));
    }
    return true;
  }

  /**
   * Sending stops one renewal interval before the lease ends, because clocks differ a little and an
   * attempt takes time to start.
   */
  private Instant sendingUntil(Instant asked) {
    return asked.plus(lease.lasts()).minus(lease.renewEvery());
  }

  /** Tried with each renewal until it works. False where it never will. */
  private boolean enteredAnew() {
    lost();
    if (!lease.enterAnew()) {
      inputs.accept(new DispatcherInput.Stop());
      return false;
    }
    rejoined(lease.view().own());
    return true;
  }

  private void lost() {
    if (!lost) {
      lost = true;
      inputs.accept(new DispatcherInput.LeaseLost());
      tell(HooksListener::leaseLost);
    }
  }

  private void rejoined(long other) {
    lost = false;
    epoch = other;
    tell(HooksListener::rejoined);
  }

  private void tell(Consumer<HooksListener> what) {
    try {
      what.accept(config.listener());
    } catch (RuntimeException | Error bug) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", bug);
    }
  }
}
