package dev.carillon.bench.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Live tails of the deliveries, as open pages have them; one thread reads and forgets. */
final class OpenTails implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int AT_ONCE = 50;
  private static final String GOOD = "HTTP/1.1 200";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Selector selector = Selector.open();
  private final Queue<SocketChannel> adding = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Thread reading;
  private volatile boolean closed;
  private volatile String refusal = "";

  private OpenTails() throws IOException {
    reading = Thread.ofPlatform().name("tails").start(this::read);
  }

  /**
   * Opens so many, some at a time, as pages do.
   *
   * @throws IOException where one is not answered 200
   */
  static OpenTails open(InetSocketAddress server, String authorization, int count)
      throws IOException, InterruptedException {
    OpenTails tails = new OpenTails();
    try {
      for (int opened = 0; opened < count; opened++) {
        tails.add(server, authorization);
        if (opened % AT_ONCE == 0 || opened == count - 1) {
          tails.awaitAnswers(opened + 1);
        }
      }
      return tails;
    } catch (IOException | InterruptedException failed) {
      tails.close();
      throw failed;
    }
  }

  private void add(InetSocketAddress server, String authorization) throws IOException {
    byte[] request =
        """
        GET /api/streams/deliveries HTTP/1.1\r
        Host: 127.0.0.1\r
        Accept: text/event-stream\r
        Authorization: %s\r
        \r
        """
            .formatted(authorization)
            .getBytes(StandardCharsets.US_ASCII);
    SocketChannel channel = SocketChannel.open(server);
    channel.write(ByteBuffer.wrap(request));
    channel.configureBlocking(false);
    open.incrementAndGet();
    adding.add(channel);
    selector.wakeup();
  }

  private void awaitAnswers(int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (answered.get() < count) {
      if (System.nanoTime() > deadline || !refusal.isEmpty()) {
        throw new IOException(
            "%d of %d tails were answered; %s".formatted(answered.get(), count, refusal));
      }
      Thread.sleep(1);
    }
  }

  /** How many the server has not closed. */
  int stillOpen() {
    return open.get();
  }

  /** How much came on all of them together. */
  long bytes() {
    return bytes.get();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (!closed) {
        selector.select();
        for (SocketChannel next = adding.poll(); next != null; next = adding.poll()) {
          next.register(selector, SelectionKey.OP_READ, new AtomicLong());
        }
        for (SelectionKey key : selector.selectedKeys()) {
          read(key, buffer.clear());
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    int count = readAll(channel, buffer);
    if (count < 0) {
      channel.close();
      open.decrementAndGet();
      return;
    }
    bytes.addAndGet(count);
    if (((AtomicLong) key.attachment()).getAndAdd(count) == 0) {
      String answer = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
      if (!answer.startsWith(GOOD)) {
        refusal = answer.lines().findFirst().orElse("an empty answer");
      }
      answered.incrementAndGet();
    }
  }

  private static int readAll(SocketChannel channel, ByteBuffer buffer) {
    try {
      return channel.read(buffer);
    } catch (IOException gone) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      reading.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
