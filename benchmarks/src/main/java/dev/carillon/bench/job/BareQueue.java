package dev.carillon.bench.job;

import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.program.Key;
import dev.carillon.bench.receiver.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Between the thread that stores and the one that sends: what is committed, what is answered.
 * Requests carry what was stored and are signed twice.
 */
final class BareQueue implements Traffic {

  private final Requests requests;
  private final Ledger sent;
  private final Signer signer = new Signer();
  private final ConcurrentLinkedQueue<Row> committed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Row> answered = new ConcurrentLinkedQueue<>();
  private final Row[] onTheWire = new Row[WholeJob.CONNECTIONS];
  private volatile boolean stopped;

  BareQueue(Requests requests, Ledger sent) {
    this.requests = requests;
    this.sent = sent;
  }

  /** These may be sent. */
  void commit(List<Row> rows) {
    committed.addAll(rows);
  }

  /** Moves what was answered since the last call to the end of a list. */
  void takeAnswered(List<Row> rows) {
    for (Row row = answered.poll(); row != null; row = answered.poll()) {
      rows.add(row);
    }
  }

  /** Nothing will be committed any more. */
  void stop() {
    stopped = true;
  }

  @Override
  public boolean next(int connection, ByteBuffer request, long nanos) {
    Row row = committed.poll();
    if (row == null) {
      return false;
    }
    requests.putSigned(request, row.id(), row.body(), signer);
    onTheWire[connection] = row;
    sent.add(row.id(), nanos);
    return true;
  }

  @Override
  public void answered(int connection, int status, ByteBuffer body, long nanos) throws IOException {
    if (status != 200) {
      throw new IOException("the receiver answered " + status);
    }
    answered.add(onTheWire[connection]);
  }

  @Override
  public boolean over(long nanos) {
    return stopped;
  }

  // what is committed while requests are on the wire is seen within a moment
  @Override
  public boolean paced() {
    return true;
  }

  /**
   * A delivery.
   *
   * @param sequence its number
   * @param event its event's number
   * @param id what the receiver sees
   * @param body what it carries
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
  record Row(long sequence, long event, Key id, byte[] body) {}
}
