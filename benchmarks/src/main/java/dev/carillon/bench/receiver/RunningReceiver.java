package dev.carillon.bench.receiver;

import dev.carillon.bench.program.Children;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A {@link Receiver} in its process, from its start until it is closed. */
public final class RunningReceiver implements AutoCloseable {

  /** Finds the id that every delivery bears. */
  public static final String WEBHOOK_ID = "webhook-id:";

  private final Process process;
  private final DataInputStream in;
  private final OutputStream out;
  private final int port;

  private RunningReceiver(Process process) throws IOException {
    this.process = process;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.out = process.getOutputStream();
    this.port = in.readInt();
  }

  /**
   * Starts a receiver.
   *
   * @param marker what stands right before an id in each request, in lower case
   */
  public static RunningReceiver start(String marker) throws IOException {
    Process process = Children.start(Receiver.class, marker);
    try {
      return new RunningReceiver(process);
    } catch (IOException failed) {
      process.destroyForcibly();
      throw failed;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** What a webhook's URL is, with this path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** The processor time it has used. */
  public long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /**
   * Makes sure that its {@link System#nanoTime} is ours, as it is on Linux.
   *
   * @throws IOException if times cannot be compared here
   */
  public synchronized void checkClock() throws IOException {
    long before = System.nanoTime();
    command(Receiver.TIME);
    long there = in.readLong();
    long after = System.nanoTime();
    if (there - before < 0 || after - there < 0) {
      throw new IOException("the receiver's clock is not ours: delays cannot be measured here");
    }
  }

  /** How many requests came since the last report. */
  public synchronized long count() throws IOException {
    command(Receiver.COUNT);
    return in.readLong();
  }

  /** How many of them were answered: all but those below {@code /hang}. */
  public synchronized long answered() throws IOException {
    command(Receiver.ANSWERED);
    return in.readLong();
  }

  /** How many connections are open. */
  public synchronized int connections() throws IOException {
    command(Receiver.CONNECTIONS);
    return in.readInt();
  }

  /** Answers what it left unanswered below {@code /hang}. */
  public synchronized void release() throws IOException {
    command(Receiver.RELEASE);
    in.readInt();
  }

  /** All that came since the last report. */
  public synchronized Tally report() throws IOException {
    command(Receiver.REPORT);
    int size = in.readInt();
    Tally tally = new Tally(size);
    for (int i = 0; i < size; i++) {
      long high = in.readLong();
      long low = in.readLong();
      int count = in.readInt();
      long nanos = in.readLong();
      for (int n = 0; n < count; n++) {
        tally.add(high, low, nanos);
      }
    }
    return tally;
  }

  private void command(int letter) throws IOException {
    out.write(letter);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    Children.stop(process);
  }
}
