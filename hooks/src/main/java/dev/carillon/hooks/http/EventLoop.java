package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.SenderLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One thread that drives kept connections without TLS: it writes requests, and reads responses when
 * they come; in between those who decide what is sent have their turns on it. Nothing on it waits,
 * so that a request costs three system calls and no change of threads. What turns out to need
 * waiting leaves for a virtual thread.
 */
final class EventLoop {

  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

  /** Responses that have come are not kept waiting for longer than so many new requests take. */
  private static final int TASKS_PER_ROUND = 256;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A longer round is logged as a stall; usually it takes a few milliseconds. */
  private static final long STALL_NANOS = Duration.ofSeconds(1).toNanos();

  private final int number;
  private final Selector selector;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Exchange> leaving = new ArrayDeque<>();
  private final CopyOnWriteArrayList<SenderLoop.Task> turns = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private long round;
  private volatile boolean asleep;

  /** When the round that is under way began to work; 0 = it waits for something to come. */
  private volatile long workingSince;

  /** The round of which the log knows that it takes long. */
  private long knownStall;

  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * A loop that does not run yet.
   *
   * @param number among those of its sender, from 0
   */
  EventLoop(int number) {
    this.number = number;
    try {
      this.selector = Selector.open();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot open a selector", failure);
    }
    this.thread =
        Thread.ofPlatform().daemon().name("carillon-send-" + (number + 1)).unstarted(this::run);
  }

  /** Which one it is among those of its sender, from 0. */
  int number() {
    return number;
  }

  void start() {
    thread.start();
  }

  /** How often it has looked at its sockets. On the loop's thread. */
  long round() {
    return round;
  }

  /** Does this on the loop's thread, soon; after the loop's end here and now. */
  void execute(Runnable task) {
    tasks.add(task);
    wake();
    if (ended) {
      runTasks();
    }
  }

  /** Lets it make a round soon. */
  void wake() {
    if (asleep) {
      asleep = false;
      selector.wakeup();
    }
  }

  /** Whether the caller is its thread. */
  boolean here() {
    return Thread.currentThread() == thread;
  }

  /**
   * Gives a task a turn in each round.
   *
   * @throws IllegalStateException if the loop has ended
   */
  void add(SenderLoop.Task task) {
    if (ended) {
      throw new IllegalStateException("the sender is closed");
    }
    turns.add(task);
    wake();
  }

  /** Takes a task off; a turn that is under way may go on. */
  void remove(SenderLoop.Task task) {
    turns.remove(task);
  }

  /** Whether its thread makes no more rounds. */
  boolean hasEnded() {
    return ended;
  }

  /** Begins a request on a connection that is not in use. On the loop's thread. */
  void begin(Exchange exchange) {
    Connection connection = exchange.connection();
    if (connection.muted() || connection.closedSinceItsFirst()) {
      // since somebody took it, its peer has closed it, or said what was not asked for
      exchange.again();
      return;
    }
    try {
      drive(connection);
    } catch (IOException failure) {
      exchange.broken(failure);
      return;
    }
    connection.exchange(exchange);
    carryOn(exchange, exchange::begin);
  }

  private void drive(Connection connection) throws IOException {
    if (ended) {
      throw new ClosedChannelException();
    }
    if (!connection.driven()) {
      connection.channel().configureBlocking(false);
      connection.channel().register(selector, SelectionKey.OP_READ, connection);
      connection.drivenBy(this);
    }
  }

  private void carryOn(Exchange exchange, Step step) {
    Exchange.Next next;
    try {
      next = step.take();
    } catch (RuntimeException | Error bug) {
      over(exchange);
      exchange.fail(bug);
      return;
    }
    if (ended && next != Exchange.Next.OVER) {
      over(exchange);
      exchange.broken(new ClosedChannelException());
      return;
    }
    switch (next) {
      case WAIT -> {}
      case OVER -> over(exchange);
      case LEAVE -> leaving.addLast(exchange);
    }
  }

  /**
   * Takes an ended exchange off its connection, unless the connection serves another one already:
   * the listener of the end may have begun that.
   */
  private static void over(Exchange exchange) {
    Connection connection = exchange.connection();
    if (exchange.equals(connection.exchange())) {
      connection.exchange(null);
    }
  }

  /** A step of an exchange. */
  @FunctionalInterface
  private interface Step {
    Exchange.Next take();
  }

  /** Shuts the socket of a connection; what is on it ends. From any thread. */
  void shut(Connection connection) {
    execute(
        () -> {
          connection.closeSocket();
          Exchange exchange = connection.exchange();
          if (exchange != null && !leaving.contains(exchange)) {
            connection.exchange(null);
            exchange.broken(new ClosedChannelException());
          }
        });
  }

  /** Ends the loop once what it was told before is done. */
  void close() {
    closing = true;
    execute(() -> {});
  }

  /**
   * Tells the log where its thread stands if a round takes very long: nothing on it may wait, and
   * all webhooks of the loop do so meanwhile. For one thread that asks from time to time.
   */
  void warnIfStalled(long now) {
    long since = workingSince;
    if (since != 0 && since != knownStall && now - since > STALL_NANOS) {
      knownStall = since;
      IllegalStateException where = new IllegalStateException("it stands here");
      where.setStackTrace(thread.getStackTrace());
      LOG.log(
          System.Logger.Level.WARNING,
          thread.getName() + " sends nothing since " + (now - since) / NANOS_PER_MILLI + " ms",
          where);
    }
  }

  private void run() {
    long pause = 0;
    while (!closing || !tasks.isEmpty()) {
      // the selector of an interrupted thread waits for nothing, so that it would spin
      Thread.interrupted();
      try {
        workingSince = 0;
        round++;
        select(pause);
        works();
        runTasks();
        pause = takeTurns();
        letLeave();
      } catch (IOException | RuntimeException | Error bug) {
        LOG.log(System.Logger.Level.ERROR, "An event loop failed and continues", bug);
        // what it has not come to is seen to before it waits
        pause = 0;
      }
    }
    end();
  }

  /** Reads what has come; where there is nothing else to do it waits for that, for so long. */
  private void select(long nanos) throws IOException {
    asleep = true;
    if (nanos > 0 && tasks.isEmpty() && leaving.isEmpty() && !turnWanted()) {
      selector.select(this::readable, millis(nanos));
    } else {
      selector.selectNow(this::readable);
    }
  }

  /** At least so long; 0 = until it is woken. */
  private static long millis(long nanos) {
    return nanos == SenderLoop.Task.WHEN_WOKEN ? 0 : (nanos - 1) / NANOS_PER_MILLI + 1;
  }

  private boolean turnWanted() {
    for (SenderLoop.Task task : turns) {
      if (task.waiting()) {
        return true;
      }
    }
    return false;
  }

  /** Nanoseconds until the next turn is wanted. */
  private long takeTurns() {
    long next = SenderLoop.Task.WHEN_WOKEN;
    for (SenderLoop.Task task : turns) {
      try {
        next = Math.min(next, task.turn());
      } catch (RuntimeException | Error bug) {
        LOG.log(System.Logger.Level.ERROR, "A turn failed; the event loop continues", bug);
      }
    }
    return next;
  }

  /** Notes that the loop does not wait any more. */
  private void works() {
    if (asleep) {
      asleep = false;
    }
    if (workingSince == 0) {
      workingSince = Progress.now();
    }
  }

  private void readable(SelectionKey key) {
    works();
    Connection connection = (Connection) key.attachment();
    Exchange exchange = connection.exchange();
    if (exchange != null) {
      carryOn(exchange, exchange::readable);
    } else if (connection.route().take(connection)) {
      // it rests, and its peer has closed it, or says what was not asked for
      connection.close();
    } else {
      // somebody has just taken it: no request of theirs must go there
      connection.mute();
      key.interestOps(0);
    }
  }

  private void runTasks() {
    for (int i = 0; i < TASKS_PER_ROUND; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      task.run();
    }
  }

  /** Gives back to their sockets the habit of waiting, which no key of a selector allows. */
  private void letLeave() throws IOException {
    if (leaving.isEmpty()) {
      return;
    }
    for (Exchange exchange : leaving) {
      SelectionKey key = exchange.connection().channel().keyFor(selector);
      if (key != null) {
        key.cancel();
      }
    }
    selector.selectNow();
    while (!leaving.isEmpty()) {
      // taken out before: one that fails is not met again
      letLeave(leaving.removeFirst());
    }
  }

  private static void letLeave(Exchange exchange) {
    Connection connection = exchange.connection();
    connection.exchange(null);
    connection.drivenBy(null);
    try {
      connection.channel().configureBlocking(true);
      exchange.leave();
    } catch (IOException shut) {
      exchange.broken(shut);
    } catch (RuntimeException | Error bug) {
      exchange.fail(bug);
    }
  }

  private void end() {
    ended = true;
    try {
      selector.close();
    } catch (IOException failure) {
      LOG.log(System.Logger.Level.WARNING, "a selector cannot be closed", failure);
    }
    while (!tasks.isEmpty()) {
      runTasks();
    }
    if (!turns.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          thread.getName() + " has ended before those who send by it: close the sender last");
    }
  }
}
