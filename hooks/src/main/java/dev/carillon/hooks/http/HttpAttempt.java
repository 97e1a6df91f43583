package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, from its beginning to its end. It begins on an {@link EventLoop} and ends there
 * where a connection rests that it can use; whatever may wait (a look-up, a dial, TLS, a free
 * connection, a response that comes in drops) it does on a virtual thread.
 */
final class HttpAttempt {

  private final ConnectionPool pool;
  private final EventLoop loop;
  private final PreparedTarget target;
  private final Sender.OutgoingRequest call;
  private final Progress progress;
  private @Nullable SignedRequest request;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Connection connection;
  private volatile boolean cancelled;

  /**
   * An attempt that begins now: its time runs.
   *
   * @param loop drives its connection, if that has no TLS
   */
  public HttpAttempt(
      ConnectionPool pool, EventLoop loop, PreparedTarget target, Sender.OutgoingRequest call) {
    this.pool = pool;
    this.loop = loop;
    this.target = target;
    this.call = call;
    this.progress = new Progress(call.timeout());
  }

  Progress progress() {
    return progress;
  }

  /** Begins it, and returns without waiting. */
  public void start() {
    if (target.route().key().secure()) {
      onThread(this::connectAndSend);
    } else {
      loop.execute(() -> guarded(this::begin));
    }
  }

  /** Begins it on its loop, whose thread calls. The request is made before it goes elsewhere. */
  public void startHere() {
    guarded(target.route().key().secure() ? this::leave : this::begin);
  }

  private void leave() {
    made();
    onThread(this::connectAndSend);
  }

  /** Ends it early, wherever it is. */
  public void cancel() {
    cancelled = true;
    Thread waiting = thread;
    if (waiting != null) {
      waiting.interrupt();
    }
    Connection used = connection;
    if (used != null) {
      used.shut();
    }
  }

  private void begin() {
    SignedRequest made = made();
    Connection kept = pool.takeNow(target.route(), loop, progress);
    if (kept == null) {
      onThread(this::connectAndSend);
    } else {
      loop.begin(exchange(kept, made));
    }
  }

  private Exchange exchange(Connection taken, SignedRequest made) {
    connection = taken;
    if (cancelled) {
      taken.shut();
    }
    return new Exchange(taken, target, made, this);
  }

  private void connectAndSend() {
    SignedRequest made = made();
    try {
      go(pool.take(target.route(), loop, progress), made);
    } catch (IOException failure) {
      failed(failure);
    }
  }

  /** Once more, on a fresh connection: the kept one was closed before it took anything. */
  void again() {
    onThread(
        () -> {
          try {
            go(pool.fresh(target.route(), loop, progress), made());
          } catch (IOException failure) {
            failed(failure);
          }
        });
  }

  private void go(Connection taken, SignedRequest made) {
    Exchange exchange = exchange(taken, made);
    if (taken.plain()) {
      loop.execute(() -> guarded(() -> loop.begin(exchange)));
    } else {
      exchange.run();
    }
  }

  /** An exchange that goes on where it may wait. */
  void finish(Exchange exchange) {
    onThread(exchange::finish);
  }

  private SignedRequest made() {
    SignedRequest made = request;
    if (made == null) {
      made = call.request();
      request = made;
      progress.begun();
    }
    return made;
  }

  private void onThread(Runnable work) {
    thread = Thread.ofVirtual().name("carillon-attempt").start(() -> guarded(work));
    if (cancelled) {
      cancel();
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error bug) {
      bug(bug);
    }
  }

  /** Lets the connection go, which is about to serve others. */
  void letGo() {
    connection = null;
  }

  void answered(ReceiverResponse response) {
    end(response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response));
  }

  void failed(IOException failure) {
    end(FaultClassifier.outcome(failure, progress));
  }

  private void end(Outcome outcome) {
    call.ended(new Sender.Timed(outcome, progress.timings(), progress.peer()));
  }

  /** Ends the attempt because of a bug of ours. */
  void bug(Throwable thrown) {
    call.failed(thrown);
  }
}
