package dev.carillon.bench.api;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Single requests straight to the receiver: what the way alone takes. */
final class BareHop {

  private static final byte[] HEAD =
      "POST /hop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 36\r\n\r\n{\"newValue\":\""
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = {'"'};

  private final RunningReceiver receiver;
  private Histogram delays = new Histogram();

  BareHop(RunningReceiver receiver) {
    this.receiver = receiver;
  }

  Verdict round(Duration length, int perSecond) throws IOException {
    try (BareClient client = new BareClient(receiver.address(), 1)) {
      Hops hops = new Hops(System.nanoTime(), length.toNanos(), perSecond);
      client.run(hops);
      Tally received = receiver.report();
      delays = new Histogram();
      hops.sent.delays(received, delays::record);
      return hops.sent.compare(received);
    }
  }

  /** From the writing to the receiver's first byte, in the last round. */
  Histogram delays() {
    return delays;
  }

  /** One after the other, by the clock. */
  private static final class Hops implements Traffic {

    private final Ledger sent = new Ledger();
    private final long startNanos;
    private final long lengthNanos;
    private final int perSecond;

    Hops(long startNanos, long lengthNanos, int perSecond) {
      this.startNanos = startNanos;
      this.lengthNanos = lengthNanos;
      this.perSecond = perSecond;
    }

    @Override
    public boolean next(int connection, ByteBuffer request, long nanos) {
      if (startNanos + sent.size() * 1_000_000_000L / perSecond > nanos) {
        return false;
      }
      ThreadLocalRandom random = ThreadLocalRandom.current();
      Key key = new Key(random.nextLong(), random.nextLong());
      request.put(HEAD);
      key.write(request, request.position());
      request.position(request.position() + Key.LENGTH).put(TAIL);
      sent.add(key, System.nanoTime());
      return true;
    }

    @Override
    public void answered(int connection, int status, ByteBuffer body, long nanos)
        throws IOException {
      if (status != 200) {
        throw new IOException("the receiver answered " + status);
      }
    }

    @Override
    public boolean over(long nanos) {
      return nanos - startNanos >= lengthNanos;
    }

    @Override
    public boolean paced() {
      return true;
    }
  }
}
