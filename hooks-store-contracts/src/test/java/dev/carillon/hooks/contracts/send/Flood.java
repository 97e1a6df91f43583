package dev.carillon.hooks.contracts.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A receiver that answers each request with a head and a body again and again, for as long as
 * anybody reads. It stops just below what a sender reads until all are told to go on. Its
 * connections share their bytes: what is measured in the same process is the sender's.
 */
final class Flood implements AutoCloseable {

  private static final int HELD_AT_BYTES = 60_000;
  private static final int SEND_BUFFER_BYTES = 32 * 1024;

  private final ServerSocketChannel listener;
  private final byte[] head;
  private final byte[] body;
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger held = new AtomicInteger();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private Flood(ServerSocketChannel listener, byte[] head, byte[] body) {
    this.listener = listener;
    this.head = head;
    this.body = body;
  }

  static Flood of(byte[] head, byte[] body) throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    Flood flood = new Flood(listener, head, body);
    Thread.ofVirtual().start(flood::accept);
    return flood;
  }

  String url() {
    return "http://127.0.0.1:" + listener.socket().getLocalPort() + "/";
  }

  /** Waits until so many have got what they get before the rest. */
  void awaitHeld(int count, Duration patience) throws InterruptedException {
    if (!becomes(() -> held.get() >= count, patience)) {
      throw new AssertionError("only " + held + " came");
    }
  }

  /** Sends them the rest. */
  void release() {
    released.countDown();
  }

  /** Waits until nobody reads any more. */
  boolean awaitClosed(Duration patience) throws InterruptedException {
    return becomes(open::isEmpty, patience);
  }

  private static boolean becomes(BooleanSupplier condition, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(10);
    }
    return true;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel socket = listener.accept();
        open.add(socket);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        // threads of the system's: those of Java would not let each other in while they can write
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void answer(SocketChannel socket) {
    try (socket) {
      socket.read(ByteBuffer.allocate(4096));
      write(socket, ByteBuffer.wrap(head));
      write(socket, ByteBuffer.wrap(body, 0, HELD_AT_BYTES));
      held.incrementAndGet();
      released.await();
      write(socket, ByteBuffer.wrap(body, HELD_AT_BYTES, body.length - HELD_AT_BYTES));
      while (true) {
        write(socket, ByteBuffer.wrap(body));
      }
    } catch (IOException | InterruptedException enough) {
      // the sender has closed its connection
    } finally {
      open.remove(socket);
    }
  }

  private static void write(SocketChannel socket, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel socket : open) {
      socket.close();
    }
  }
}
