package dev.carillon.bench.job;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The bare loop: the same requests to the same receiver, nothing stored, nothing signed. */
final class BareSender implements Contender {

  private final RunningReceiver receiver;
  private final Requests requests;

  BareSender(RunningReceiver receiver) {
    this.receiver = receiver;
    this.requests = new Requests(receiver.address().getPort());
  }

  @Override
  public String name() {
    return "bareLoop";
  }

  @Override
  public Round round(Duration length) throws IOException {
    try (BareClient client = new BareClient(receiver.address(), WholeJob.CONNECTIONS)) {
      Ledger sent = new Ledger();
      Stopwatch watch = new Stopwatch(receiver);
      client.run(new Flood(sent, watch.startNanos() + length.toNanos()));
      Stopwatch.Lap lap = watch.lap(System.nanoTime());
      return lap.round(sent.size(), sent.compare(receiver.report()));
    }
  }

  /** As much as goes, until a time. */
  private final class Flood implements Traffic {

    private final Ledger sent;
    private final long endNanos;
    private final boolean[] again = new boolean[WholeJob.CONNECTIONS];

    Flood(Ledger sent, long endNanos) {
      this.sent = sent;
      this.endNanos = endNanos;
    }

    @Override
    public boolean next(int connection, ByteBuffer request, long nanos) {
      Key id = Requests.randomKey();
      requests.put(request, id, again[connection]);
      again[connection] = true;
      sent.add(id, nanos);
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
      return nanos >= endNanos;
    }
  }
}
