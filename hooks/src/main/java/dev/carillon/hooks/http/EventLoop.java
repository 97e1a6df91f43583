package dev.carillon.hooks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread that drives all kept connections without TLS of its routes: it writes requests, and
 * reads responses when they come. Nothing on it waits, so that a request costs three system calls
 * and no change of threads. What turns out to need waiting leaves for a virtual thread.
 */
final class EventLoop {

  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

  /** Responses that have come are not kept waiting for longer than so many new requests take. */
  private static final int TASKS_PER_ROUND = 256;

  private final Selector selector;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Exchange> leaving = new ArrayList<>();
  private final Thread thread;
  private long round;
  private volatile boolean asleep;
  private volatile boolean closing;
  private volatile boolean ended;

  /** A loop that does not run yet. */
  EventLoop(int number) {
    try {
      this.selector = Selector.open();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot open a selector", failure);
    }
    this.thread = Thread.ofPlatform().daemon().name("carillon-send-" + number).unstarted(this::run);
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
    if (asleep) {
      asleep = false;
      selector.wakeup();
    }
    if (ended) {
      runTasks();
    }
  }

  /** Begins a request on a connection that nobody else uses. On the loop's thread. */
  void begin(Exchange exchange) {
    Connection connection = exchange.connection();
    if (connection.muted() || connection.closedSinceItsFirst()) {
      // since somebody took it, its peer has closed it, or said what nobody asked for
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
      exchange.connection().exchange(null);
      exchange.fail(bug);
      return;
    }
    if (ended && next != Exchange.Next.OVER) {
      exchange.connection().exchange(null);
      exchange.broken(new ClosedChannelException());
      return;
    }
    switch (next) {
      case WAIT -> {}
      case OVER -> exchange.connection().exchange(null);
      case LEAVE -> leaving.add(exchange);
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

  private void run() {
    while (!closing || !tasks.isEmpty()) {
      try {
        select();
        round++;
        for (SelectionKey key : selector.selectedKeys()) {
          readable(key);
        }
        selector.selectedKeys().clear();
        runTasks();
        letLeave();
      } catch (IOException | RuntimeException | Error bug) {
        LOG.log(System.Logger.Level.ERROR, "An event loop failed and continues", bug);
      }
    }
    end();
  }

  private void select() throws IOException {
    asleep = true;
    if (tasks.isEmpty() && leaving.isEmpty()) {
      selector.select();
    } else {
      selector.selectNow();
    }
    asleep = false;
  }

  private void readable(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    Exchange exchange = connection.exchange();
    if (exchange != null) {
      carryOn(exchange, exchange::readable);
    } else if (connection.route().take(connection)) {
      // it rests, and its peer has closed it, or says what nobody asked for
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
    for (Exchange exchange : leaving) {
      letLeave(exchange);
    }
    leaving.clear();
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
  }
}
