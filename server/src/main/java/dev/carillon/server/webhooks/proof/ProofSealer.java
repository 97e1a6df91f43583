package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.SettledAttempts;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Ended;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Late;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Settled;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.deliverylog.DeliveryJson;
import dev.carillon.server.webhooks.proof.SegmentRows.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Hashes attempts into segments, some time after they have settled, and writes the roots into the
 * audit log. It goes through deliveries in the order of their ends, some time behind the clock: by
 * then everything that ended is stored, or is noted as late and is hashed with the next segment. A
 * delivery that was redelivered is noted, too, and is hashed again with all its attempts.
 *
 * <p>The position is a row, changed in the transaction that stores the segment. So after a kill, or
 * on another node, the next one goes on from there. A segment is stored first and then entered in
 * the audit log; one whose entry is missing gets it before the next is made, perhaps twice.
 */
public final class ProofSealer implements AutoCloseable {

  /** The audit log's action of a segment. */
  public static final String SEALED = "sealDeliveries";

  /** The audit log's action of a purge of segments. */
  public static final String PURGED = "purgeDeliveryProofs";

  /** The type of the object of an entry about a segment. */
  public static final String TYPE = "segment";

  /** The same of an entry about a purge. */
  public static final String PURGED_TYPE = "segments";

  /** What ended so long ago is stored, or noted as late: three times what is usual. */
  static final Duration BEHIND = Duration.ofSeconds(30);

  /** A segment that is not full is made no more often. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A node that dies keeps others from going on for so long. */
  private static final Duration HOLD = Duration.ofSeconds(30);

  /** A segment is full with about as many deliveries. */
  private static final long FULL = 16_384;

  /** But it is no shorter than this: blocks are not looked into for less. */
  private static final long SHORTEST_MICROS = 1_000_000;

  private static final int SEGMENTS_AT_ONCE = 4;
  private static final int LATE_MAX = 1_000;

  /** Of a delivery that was redelivered again and again only the last attempts are hashed. */
  static final int ATTEMPTS_MAX = 1_000;

  private final Database database;
  private final SettledAttempts attempts;
  private final Webhooks webhooks;
  private final SettingsHash settings;
  private final AuditLog audit;
  private final InstantSource clock;
  private final BooleanSupplier wanted;
  private final String node;
  private boolean off;

  /** When this node last saw that proofs are off, or began. */
  private long seenOff;

  /** Until then there is nothing to do while proofs are off: no segment was made. */
  private long nothingUntil;

  private final PeriodicTasks tasks = new PeriodicTasks("carillon-proofs");

  /**
   * Makes nothing yet.
   *
   * @param requestKey of the server; from it follows the key that hashes settings
   * @param clock the engine's
   * @param wanted whether proofs are made
   * @param node tells this node from others
   */
  public ProofSealer(
      Database database,
      Webhooks webhooks,
      byte[] requestKey,
      AuditLog audit,
      InstantSource clock,
      BooleanSupplier wanted,
      String node) {
    this.database = database;
    this.attempts = new SettledAttempts(database);
    this.webhooks = webhooks;
    this.settings = new SettingsHash(requestKey);
    this.audit = audit;
    this.clock = clock;
    this.wanted = wanted;
    this.node = node;
    this.seenOff = now();
  }

  /** Makes segments from now on. */
  public void start() {
    tasks.every(EVERY, "hashing attempts for proofs", this::look);
  }

  /** Makes the segments that are due; the audit log has the entries on return. */
  public void look() {
    boolean on = wanted.getAsBoolean();
    boolean resumed = on && off;
    off = !on;
    if (off) {
      seenOff = now();
    }
    if (off && now() < nothingUntil) {
      return;
    }
    Position position = database.read(SegmentRows::position);
    if (!position.holder().equals(node) && position.heldUntil() > now()) {
      return;
    }
    enterMissing();
    notePurge(position);
    if (off) {
      leaveOut(position);
      return;
    }
    if (resumed && position.readTo() > 0 && position.readTo() < seenOff) {
      // what ended since may have ended after they were turned on
      var _ = restart(position, seenOff);
    }
    boolean more = true;
    for (int made = 0; more && made < SEGMENTS_AT_ONCE; made++) {
      more = next(database.read(SegmentRows::position));
    }
  }

  /** What ends while proofs are off is not hashed later either. */
  private void leaveOut(Position position) {
    long now = now();
    if (position.segments() == 0) {
      nothingUntil = now + micros(PERIOD);
    } else if (now - position.readTo() >= micros(PERIOD)) {
      var _ = restart(position, now);
    }
  }

  /** Enters what a kill has left out. */
  private void enterMissing() {
    for (Segment each : database.read(c -> SegmentRows.notAudited(c, SEGMENTS_AT_ONCE))) {
      enter(each);
    }
  }

  private boolean next(Position position) {
    long end = now() - micros(BEHIND);
    if (position.readTo() == 0) {
      // the first time: what ended before is never hashed
      var _ = restart(position, seenOff);
      return false;
    }
    if (position.readTo() > now()) {
      // the clock was ahead before this process began
      var _ = restart(position, end);
      return false;
    }
    if (position.readTo() > end) {
      // it was turned on so shortly ago: nothing is due
      return false;
    }
    long first = attempts.firstEnd(position.readTo());
    List<Late> late = attempts.late(LATE_MAX);
    boolean none = first == 0 || first >= end;
    if (none && late.isEmpty()) {
      goOn(position, end);
      return false;
    }
    long from = none ? position.readTo() : first;
    long to = none ? end : upTo(from, end);
    boolean full = to < end || late.size() == LATE_MAX;
    boolean waits = !full && end - position.readTo() < micros(PERIOD);
    return !waits && make(position, from, to, late) && full;
  }

  /**
   * Moves on without a segment if there is nothing to hash. What is stored there later is unhashed,
   * and the check reports it.
   */
  private void goOn(Position position, long end) {
    if (end - position.readTo() >= micros(PERIOD)) {
      var _ =
          database.write(
              connection -> SegmentRows.advance(connection, position, after(position, end)));
    }
  }

  /** So far that the segment is about full. */
  private long upTo(long from, long end) {
    long to = end;
    for (long count = attempts.count(from, to);
        count > FULL && to - from > SHORTEST_MICROS;
        count = attempts.count(from, to)) {
      to = from + Math.max(SHORTEST_MICROS, (long) ((to - from) * (0.9 * FULL / count)));
    }
    return to;
  }

  private boolean make(Position position, long from, long to, List<Late> late) {
    Leaves made = leaves(from, to, late);
    LeafList leaves = made.sorted();
    if (leaves.size() == 0) {
      return database.write(
          connection -> {
            SettledAttempts.forgetLate(connection, late);
            return SegmentRows.advance(connection, position, after(position, to));
          });
    }
    Segment segment =
        new Segment(
            position.segments() + 1,
            from,
            to,
            leaves.size(),
            leaves.sequence(0),
            leaves.sequence(leaves.size() - 1),
            leaves.root(),
            database
                .read(c -> SegmentRows.find(c, position.segments()))
                .map(Segment::root)
                .orElse(""),
            settings.key(),
            SegmentList.of(leaves),
            made.oldest(),
            Math.min(position.covered(), from));
    boolean stored =
        database.write(
            connection -> {
              boolean mine =
                  SegmentRows.advance(connection, position, held(segment.number(), to, to));
              if (mine) {
                SegmentRows.insert(connection, segment);
                SettledAttempts.forgetLate(connection, late);
              }
              return mine;
            });
    if (stored) {
      enter(segment);
    }
    return stored;
  }

  /** Whether this attempt of a delivery is among those that are hashed with it. */
  static boolean hashes(Delivery delivery, int attempt) {
    return attempt > delivery.attempts() - ATTEMPTS_MAX;
  }

  private Leaves leaves(long from, long to, List<Late> late) {
    LeafMaker maker = new LeafMaker(webhooks, settings);
    LeafList leaves = new LeafList();
    AtomicLong oldest = new AtomicLong(from);
    Consumer<Settled> each =
        settled -> {
          if (hashes(settled.delivery(), settled.attempt().number())) {
            leaves.add(maker.of(settled, false));
            DeliveryJson.endedAt(settled.delivery().state())
                .ifPresent(at -> oldest.accumulateAndGet(Columns.micros(at), Math::min));
          }
        };
    Ended ended = attempts.within(from, to);
    RecordLeaves.add(ended.records(), maker, leaves);
    ended.eachOther(each);
    if (!late.isEmpty()) {
      Set<Long> there = leaves.deliveries();
      attempts.of(
          late.stream().map(Late::delivery).filter(one -> !there.contains(one)).toList(), each);
    }
    leaves.sort();
    return new Leaves(leaves, oldest.get());
  }

  private void enter(Segment segment) {
    audit.did(
        Via.SYSTEM,
        SEALED,
        new Subject(TYPE, Long.toString(segment.number()), ""),
        Map.of(),
        entry(segment));
    database.write(
        connection -> {
          SegmentRows.audited(connection, segment.number());
          return true;
        });
  }

  /** What the audit log has of a segment. */
  private Map<String, Object> entry(Segment segment) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("root", segment.root());
    entry.put("attempts", segment.attempts());
    entry.put("endedFrom", text(segment.from()));
    entry.put("endedTo", text(segment.to()));
    entry.put("oldestEnd", text(segment.oldest()));
    entry.put("coveredFrom", text(segment.covered()));
    entry.put("first", attempts.idOf(segment.low()).map(Object::toString).orElse(""));
    entry.put("last", attempts.idOf(segment.high()).map(Object::toString).orElse(""));
    entry.put("previous", segment.previous());
    return entry;
  }

  /** Says in the audit log what retention may have removed, so that it is not taken for missing. */
  private void notePurge(Position position) {
    long before = attempts.purgedBefore();
    if (before <= position.purgedBefore()) {
      return;
    }
    long upTo = database.read(c -> SegmentRows.purgeable(c, position.purgedBefore(), before));
    if (upTo == 0) {
      return;
    }
    audit.did(
        Via.SYSTEM,
        PURGED,
        new Subject(PURGED_TYPE, Long.toString(upTo), ""),
        Map.of(),
        Map.of("endedBefore", text(before), "micros", before));
    database.write(
        connection -> {
          SegmentRows.purge(connection, before);
          return true;
        });
  }

  /** Nothing that ended before this time, and is not in a segment yet, is hashed. */
  private boolean restart(Position position, long to) {
    return database.write(
        connection -> SegmentRows.advance(connection, position, held(position.segments(), to, to)));
  }

  /** Further on, without a segment. */
  private Position after(Position position, long to) {
    return held(position.segments(), to, position.covered());
  }

  private Position held(long segments, long to, long covered) {
    return new Position(segments, to, 0, node, now() + micros(HOLD), covered);
  }

  /** A time as the audit log has it, to the microsecond. */
  static String text(long micros) {
    return Columns.instant(micros).toString();
  }

  private long now() {
    return Columns.micros(clock.instant());
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1_000;
  }

  @Override
  public void close() {
    tasks.close();
  }

  /**
   * What becomes a segment.
   *
   * @param sorted in their order
   * @param oldest the first end of their deliveries
   */
  private record Leaves(LeafList sorted, long oldest) {}
}
