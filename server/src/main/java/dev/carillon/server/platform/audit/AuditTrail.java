package dev.carillon.server.platform.audit;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Response;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Turns calls into entries: each that changes something into one, refusals into sums. */
final class AuditTrail implements Auditor, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AuditTrail.class.getName());

  /** By then a call has ended, or its server has. */
  private static final Duration CALL_MAX = Duration.ofHours(1);

  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  private final ActionNames operations;
  private final OpenCalls begun;
  private final RefusalSummary refusals;
  private final AuditRetention upkeep;
  private final AuditWriter writer;
  private final InstantSource clock;
  private final Map<AuditNote, String> open = new ConcurrentHashMap<>();
  private long lookAt;

  AuditTrail(
      ActionNames operations,
      Database database,
      AuditStore store,
      ChainAnchor anchor,
      InstantSource clock,
      IntSupplier days) {
    this.operations = operations;
    this.clock = clock;
    this.begun = new OpenCalls(database);
    this.refusals = new RefusalSummary(clock);
    this.upkeep = new AuditRetention(database, store, days, clock);
    this.writer = new AuditWriter(database, store, anchor, this::betweenBatches);
    // one process alone uses SQLite: whatever began there and has not ended never will
    boolean alone = !database.dialect().shared();
    interrupted(clock.millis() - (alone ? 0 : CALL_MAX.toMillis()));
    writer.start();
  }

  @Override
  public void begins(AuditedCall call) {
    String action = operations.name(call);
    if (ActionNames.administrative(action)) {
      String id = Ids.random();
      begun.keep(id, entry(call, action, new Response.NoContent(), Outcome.of(0)).cleaned());
      open.put(call.note(), id);
    }
  }

  @Override
  public void ended(AuditedCall call, boolean carriedOut, Response answer) {
    String row = open.remove(call.note());
    int status = answer.status();
    boolean refused = call.note().isRefused() || status == 401 || status == 403 || status == 429;
    if (refused) {
      String action = operations.name(call);
      refusals.add(entry(call, action, answer, Outcome.refused(status, 1)).cleaned());
      forget(row);
    } else if (carriedOut && call.changes()) {
      String action = operations.name(call);
      AuditEntry entry = entry(call, action, answer, Outcome.of(status));
      if (ActionNames.administrative(action)) {
        writer.now(entry, row == null ? "" : row);
      } else {
        writer.later(entry);
      }
    }
  }

  private void forget(@Nullable String row) {
    try {
      if (row != null) {
        begun.forget(row);
      }
    } catch (HooksException failed) {
      LOG.log(Level.WARNING, "A rejected request will be shown as interrupted", failed);
    }
  }

  /** Something that the server did of itself, or a command without a server. */
  void did(Via via, String action, Subject subject, Map<String, ?> before, Map<String, ?> after) {
    writer.now(
        new AuditEntry(
            clock.millis(),
            Who.without(via),
            action,
            subject,
            new Outcome(Outcome.DONE, 0, 1),
            ChangeDiff.of(before, after)),
        "");
  }

  /** What of the log does not work now, and why; empty if all does. */
  String trouble() {
    return writer.trouble();
  }

  /** The same, where nobody waits for it: from a thread that has other things to do. */
  void happened(String action, Subject subject, Map<String, ?> before, Map<String, ?> after) {
    writer.atOnce(
        new AuditEntry(
            clock.millis(),
            Who.without(Via.SYSTEM),
            action,
            subject,
            new Outcome(Outcome.DONE, 0, 1),
            ChangeDiff.of(before, after)));
  }

  private AuditEntry entry(AuditedCall call, String action, Response answer, Outcome outcome) {
    AuditNote note = call.note();
    String actor = note.actor().isEmpty() ? call.by().actor() : note.actor();
    Map<String, ?> after = note.after().isEmpty() ? AuditSubjects.counts(answer) : note.after();
    return new AuditEntry(
        clock.millis(),
        Who.of(call.by(), actor),
        action,
        AuditSubjects.of(call, answer),
        outcome,
        outcome.status() < 400 ? ChangeDiff.of(note.before(), after) : Diff.NONE);
  }

  /** Of the writer's thread. */
  private void betweenBatches() {
    refusals.due().forEach(writer::atOnce);
    if (upkeep.due()) {
      upkeep.step().ifPresent(writer::atOnce);
    }
    if (clock.millis() >= lookAt) {
      lookAt = clock.millis() + LOOK_EVERY.toMillis();
      interrupted(clock.millis() - CALL_MAX.toMillis());
    }
  }

  private void interrupted(long before) {
    for (OpenCalls.Left left : begun.leftBefore(before)) {
      writer.atOnce(left.entry(), left.id());
    }
  }

  /** Writes what is not written yet, the refusals of the present minute too. */
  @Override
  public void close() {
    refusals.all().forEach(writer::later);
    writer.close();
  }
}
