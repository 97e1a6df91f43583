package dev.carillon.server.webhooks.proof;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.store.SettledAttempts;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Ended;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Late;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Settled;
import dev.carillon.hooks.proof.HashTree;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.audit.ChainedEntry;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.webhooks.proof.SegmentList.Entry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Hashes the attempts of a segment again, as they are stored now, and says what is not as it was:
 * the attempts that were changed, removed and added. What retention may have removed, as the audit
 * log says, is not missing.
 */
final class SegmentCheck {

  /** So many differences of one segment are named. */
  private static final int NAMED_MAX = 20;

  /** So many attempts that a segment does not have are looked for in others at once. */
  private static final int UNKNOWN_MAX = 50_000;

  private final Database database;
  private final SettledAttempts attempts;
  private final Webhooks webhooks;
  private final SettingsHash settings;
  private final AuditLog audit;
  private final int unknownMax;

  SegmentCheck(Database database, Webhooks webhooks, SettingsHash settings, AuditLog audit) {
    this(database, webhooks, settings, audit, UNKNOWN_MAX);
  }

  /** The same, that looks for so many attempts in other segments at once. */
  SegmentCheck(
      Database database, Webhooks webhooks, SettingsHash settings, AuditLog audit, int unknownMax) {
    this.database = database;
    this.attempts = new SettledAttempts(database);
    this.webhooks = webhooks;
    this.settings = settings;
    this.audit = audit;
    this.unknownMax = unknownMax;
  }

  /** What is not as it was; empty where all is. */
  List<Difference> differences(Segment segment) {
    Optional<ChainedEntry> sealed = sealed(segment);
    List<Difference> found = new ArrayList<>();
    sealed.flatMap(entry -> entry(segment, entry)).ifPresent(found::add);
    if (segment.leaves() == null) {
      listRemoved(segment, sealed.isPresent()).ifPresent(found::add);
      return found;
    }
    if (!segment.settingsKey().equals(settings.key())) {
      found.add(
          Difference.ofSegment(
              segment.number(),
              "config/request.key is not the key that the segment was made with; put the old file"
                  + " back to check it"));
      return found;
    }
    try {
      found.addAll(rows(segment, SegmentList.read(segment.leaves())));
    } catch (RuntimeException broken) {
      // bytes that were changed can be read as anything
      found.add(
          Difference.ofSegment(
              segment.number(),
              "its list, or what is stored of its attempts, cannot be read: "
                  + broken.getMessage()));
    }
    return found.size() > NAMED_MAX ? List.copyOf(found.subList(0, NAMED_MAX)) : found;
  }

  /** The segments behind this number that are not there, although the audit log has them. */
  Optional<Difference> missingAfter(long last) {
    long newest =
        audit
            .newest(ProofSealer.TYPE, ProofSealer.SEALED)
            .map(entry -> Long.parseLong(entry.objectId()))
            .orElse(0L);
    // one that was made in the meantime is not missing
    return newest <= last || !database.read(c -> SegmentRows.after(c, last, 1)).isEmpty()
        ? Optional.empty()
        : Optional.of(
            Difference.ofSegment(
                last + 1, "segments " + (last + 1) + " to " + newest + " were removed"));
  }

  /** Empty after retention of the audit log, or while it is being written. */
  private Optional<ChainedEntry> sealed(Segment segment) {
    return audit.chained(ProofSealer.TYPE, Long.toString(segment.number()), ProofSealer.SEALED);
  }

  /** Retention removes the list of a segment when all of it is too old, and says so before. */
  private Optional<Difference> listRemoved(Segment segment, boolean sealed) {
    Optional<Long> purged = purged();
    // the audit log's retention removes the older entry of the segment first
    boolean forgotten = purged.isEmpty() && !sealed;
    return forgotten || segment.to() <= purged.orElse(0L)
        ? Optional.empty()
        : Optional.of(
            Difference.ofSegment(segment.number(), "its list was removed, not by retention"));
  }

  /** Whether the audit log has the same root. */
  private static Optional<Difference> entry(Segment segment, ChainedEntry entry) {
    JsonNode says = Json.readStored(entry.says());
    boolean same =
        says.path("root").asText().equals(segment.root())
            && says.path("attempts").asLong() == segment.attempts()
            && says.path("previous").asText().equals(segment.previous())
            && says.path("endedFrom").asText().equals(ProofSealer.text(segment.from()))
            && says.path("endedTo").asText().equals(ProofSealer.text(segment.to()))
            && says.path("oldestEnd").asText().equals(ProofSealer.text(segment.oldest()))
            && says.path("coveredFrom").asText().equals(ProofSealer.text(segment.covered()));
    return same
        ? Optional.empty()
        : Optional.of(
            Difference.ofSegment(
                segment.number(),
                "the audit log has another root, number of attempts, time or segment before it:"
                    + " entry "
                    + entry.id()));
  }

  private List<Difference> rows(Segment segment, SegmentList list) {
    Map<Long, Map<Integer, Leaf>> stored = stored(list);
    long purgedBefore = purged().orElse(0L);
    List<Difference> found = new ArrayList<>();
    if (segment.low() != list.entries().getFirst().sequence()
        || segment.high() != list.entries().getLast().sequence()) {
      found.add(
          Difference.ofSegment(
              segment.number(), "the number of its first or last delivery was changed"));
    }
    List<byte[]> hashes = new ArrayList<>();
    boolean purged = false;
    int place = 0;
    for (Entry entry : list.entries()) {
      Map<Integer, Leaf> leaves = stored.getOrDefault(entry.sequence(), new TreeMap<>());
      for (int i = 0; i < entry.attempts(); i++) {
        Leaf leaf = leaves.get(entry.first() + i);
        int print = list.prints().get(place++);
        if (leaf != null) {
          hashes.add(leaf.hash());
          if (leaf.print() != print) {
            found.add(Difference.changed(segment, leaf));
          }
        } else if (segment.oldest() < purgedBefore) {
          purged = true;
        } else {
          found.add(Difference.removed(segment, name(entry.sequence(), leaves), entry.first() + i));
        }
      }
    }
    found.addAll(added(segment, list));
    boolean whole = found.isEmpty() && !purged;
    if (whole && !HexFormat.of().formatHex(new HashTree().root(hashes)).equals(segment.root())) {
      found.add(
          Difference.ofSegment(
              segment.number(),
              "its root, its list of attempts or an attempt in it was changed, but which one cannot"
                  + " be said"));
    }
    return found;
  }

  /** The leaves of these deliveries as they are stored now. */
  private Map<Long, Map<Integer, Leaf>> stored(SegmentList list) {
    LeafMaker maker = new LeafMaker(webhooks, settings);
    Map<Long, Map<Integer, Leaf>> stored = new TreeMap<>();
    attempts.of(
        list.sequences(),
        settled -> {
          Leaf leaf = maker.of(settled, false);
          stored
              .computeIfAbsent(leaf.sequence(), sequence -> new TreeMap<>())
              .put(leaf.attempt(), leaf);
        });
    return stored;
  }

  /** The leaves of a segment in their order, one with its bytes; empty where they differ. */
  Optional<List<Leaf>> leaves(Segment segment, SegmentList list, long sequence, int attempt) {
    LeafMaker maker = new LeafMaker(webhooks, settings);
    Map<Long, Entry> known = list.byDelivery();
    List<Leaf> leaves = new ArrayList<>();
    attempts.of(
        known.keySet(),
        settled -> {
          long of = settled.delivery().sequence();
          int number = settled.attempt().number();
          Entry entry = known.get(of);
          if (entry != null && entry.has(number)) {
            leaves.add(maker.of(settled, of == sequence && number == attempt));
          }
        });
    leaves.sort(Leaf.ORDER);
    String root =
        HexFormat.of().formatHex(new HashTree().root(leaves.stream().map(Leaf::hash).toList()));
    return root.equals(segment.root()) ? Optional.of(leaves) : Optional.empty();
  }

  private String name(long sequence, Map<Integer, Leaf> others) {
    return others.values().stream()
        .map(Leaf::delivery)
        .findFirst()
        .or(() -> attempts.idOf(sequence).map(Object::toString))
        .orElse("no. " + sequence);
  }

  /** Attempts that ended in the time that a segment covers and are in none. */
  private List<Difference> added(Segment segment, SegmentList list) {
    Map<Long, Entry> known = list.byDelivery();
    return inNone(
            segment.covered(),
            segment.to(),
            (sequence, number) -> {
              Entry entry = known.get(sequence);
              // of a delivery with very many attempts the first are not hashed
              return entry == null
                  || (!entry.has(number) && !(number < entry.first() && entry.first() > 1));
            })
        .stream()
        .map(leaf -> Difference.added(segment, leaf))
        .toList();
  }

  /** Attempts that are in no segment, though they ended in the time behind the last one. */
  List<Difference> addedSince(long last) {
    SegmentRows.Position position = database.read(SegmentRows::position);
    return position.segments() != last
        ? List.of()
        : inNone(position.covered(), position.readTo(), (sequence, number) -> true).stream()
            .map(leaf -> Difference.addedBehind(last, leaf))
            .toList();
  }

  /** The first attempts that ended within a time and are in no segment, of those looked at. */
  private List<Leaf> inNone(long from, long to, BiPredicate<Long, Integer> lookedAt) {
    LeafMaker maker = new LeafMaker(webhooks, settings);
    List<Leaf> found = new ArrayList<>();
    List<Leaf> unknown = new ArrayList<>();
    Ended ended = attempts.within(from, to);
    Consumer<Settled> look =
        settled -> {
          long sequence = settled.delivery().sequence();
          if (found.size() < NAMED_MAX && lookedAt.test(sequence, settled.attempt().number())) {
            unknown.add(maker.of(settled, false));
            if (unknown.size() == unknownMax) {
              found.addAll(inNone(unknown));
              unknown.clear();
            }
          }
        };
    ended.eachRecord(sequence -> lookedAt.test(sequence, 1), look);
    ended.eachOther(look);
    found.addAll(inNone(unknown));
    return found.subList(0, Math.min(found.size(), NAMED_MAX));
  }

  /** Those that are in no segment: what was stored late or redelivered is in another. */
  private List<Leaf> inNone(List<Leaf> unknown) {
    if (unknown.isEmpty()) {
      return List.of();
    }
    List<Leaf> left = new ArrayList<>(unknown);
    Set<Long> late = late();
    left.removeIf(leaf -> late.contains(leaf.sequence()));
    SegmentRows.eachWith(database, left, list -> removeAll(left, list.byDelivery()));
    return left;
  }

  private static void removeAll(List<Leaf> leaves, Map<Long, Entry> known) {
    leaves.removeIf(
        leaf -> {
          Entry entry = known.get(leaf.sequence());
          return entry != null && entry.has(leaf.attempt());
        });
  }

  private Set<Long> late() {
    return attempts.late(Integer.MAX_VALUE).stream().map(Late::delivery).collect(toSet());
  }

  /** What ended before this time, the audit log says, retention may have removed. */
  private Optional<Long> purged() {
    return audit
        .newest(ProofSealer.PURGED_TYPE, ProofSealer.PURGED)
        .map(entry -> Json.readStored(entry.says()).path("micros").asLong());
  }
}
