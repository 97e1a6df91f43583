package dev.carillon.server.crash;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** What a receiver does that keeps requests of one life of a server until it may accept them. */
final class HeldRequests implements Script {

  private static final int ALL = Integer.MAX_VALUE / 2;

  private final Semaphore accepting = new Semaphore(0);
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean over;

  @Override
  public boolean answer(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    open.incrementAndGet();
    accepting.acquire();
    if (over) {
      return false;
    }
    open.decrementAndGet();
    return Script.status(204).answer(request, out, socket);
  }

  /** Accepts so many more. */
  void accept(int requests) {
    accepting.release(requests);
  }

  /** How many have no response yet. */
  int open() {
    return open.get();
  }

  /** The server is dead: what is open gets no response. */
  void end() {
    over = true;
    accept(ALL);
  }
}
