package dev.carillon.server.webhooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.store.EndedRecords;
import dev.carillon.hooks.jdbc.store.EndedRecords.Sender;
import dev.carillon.hooks.proof.LeafHasher;
import java.util.Arrays;
import java.util.List;

/**
 * Makes leaves of first attempts that succeeded, which nearly all are: what they have in common is
 * hashed once, and nothing is made for a single one but its hash.
 */
final class RecordLeaves implements EndedRecords.Visitor {

  private static final byte[] NOTHING = {};

  private final LeafHasher hasher = new LeafHasher();
  private final LeafList leaves;
  private final byte[][] senders;
  private byte[] event = NOTHING;
  private byte[] type = NOTHING;
  private byte[] subject = NOTHING;
  private String eventId = "";
  private long eventMicros;

  /** The hashes of the event with each of its payloads; that of a missed one comes first. */
  private byte[][] events = {NOTHING, NOTHING};

  /**
   * Adds to these leaves.
   *
   * @param senders the hash of each
   */
  private RecordLeaves(LeafList leaves, byte[][] senders) {
    this.leaves = leaves;
    this.senders = senders;
  }

  /** Adds leaves of all of these attempts. */
  static void add(EndedRecords records, LeafMaker maker, LeafList leaves) {
    List<Sender> senders = records.senders();
    byte[][] hashes = new byte[senders.size()][];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = maker.sender(senders.get(i));
    }
    records.visit(new RecordLeaves(leaves, hashes));
  }

  @Override
  public void event(byte[] id, byte[] type, byte[] subject, long timeMicros) {
    this.event = id;
    this.eventId = new String(id, UTF_8);
    this.type = type;
    this.subject = subject;
    this.eventMicros = timeMicros;
  }

  @Override
  public void payload(int index, String contentType, byte[] bytes, int from, int length) {
    if (index + 1 >= events.length) {
      events = Arrays.copyOf(events, 2 * (index + 1));
    }
    byte[] payload = hasher.hash(bytes, from, length);
    events[index + 1] = hasher.event(event, type, subject, eventMicros, contentType, payload);
  }

  @Override
  public void attempt(
      long sequence,
      long distance,
      int payload,
      int sender,
      long atMicros,
      long durationMicros,
      int status) {
    int place = leaves.add(sequence, 1);
    hasher.accepted(
        events[payload + 1],
        senders[sender],
        Ids.derived(eventId, distance),
        atMicros,
        durationMicros,
        status,
        leaves.hashes(),
        LeafList.hashOf(place));
  }
}
