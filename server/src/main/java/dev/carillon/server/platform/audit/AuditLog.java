package dev.carillon.server.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Route;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The audit log. Each call that changes something becomes one entry, refusals are summed up; what
 * the server does of itself is written too.
 */
public final class AuditLog implements Auditor, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

  /** By then a call has ended, or its server has. */
  private static final Duration CALL_MAX = Duration.ofHours(1);

  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  private final AuditSubjects.ActionNames actions;
  private final OpenCalls openCalls;
  private final RefusalSummary refusals;
  private final AuditRetention retention;
  private final AuditWriter writer;
  private final AuditApi api;
  private final InstantSource clock;
  private final Database database;
  private final Map<AuditNote, String> open = new ConcurrentHashMap<>();
  private long lookAt;

  /**
   * The log of this database, to which this node begins to append.
   *
   * @param operationId of a route and a method; empty where it has none
   */
  public AuditLog(
      Database database, Keeping keeping, BiFunction<Route, String, String> operationId) {
    HeadSeal seal = new HeadSeal(keeping.key());
    AuditStore store = new AuditStore(database.dialect(), seal);
    ChainAnchor anchor = new ChainAnchor(keeping.anchor(), seal);
    actions = new AuditSubjects.ActionNames(operationId);
    clock = keeping.clock();
    this.database = database;
    openCalls = new OpenCalls(database);
    refusals = new RefusalSummary(clock);
    retention = new AuditRetention(database, store, keeping.days(), clock);
    writer = new AuditWriter(database, store, anchor, this::betweenBatches);
    api = new AuditApi(database, new Verification(database, store, anchor));
    // one process alone uses SQLite: whatever began there and has not ended never will
    boolean alone = !database.dialect().shared();
    interrupted(clock.millis() - (alone ? 0 : CALL_MAX.toMillis()));
    writer.start();
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    api.routes(routes);
  }

  @Override
  public void begins(AuditedCall call) {
    String action = actions.name(call);
    if (AuditSubjects.ActionNames.administrative(action)) {
      String id = Ids.random();
      openCalls.keep(id, entry(call, action, new Response.NoContent(), Outcome.of(0)).cleaned());
      open.put(call.note(), id);
    }
  }

  @Override
  public void ended(AuditedCall call, boolean carriedOut, Response answer) {
    String row = open.remove(call.note());
    int status = answer.status();
    boolean refused = call.note().isRefused() || status == 401 || status == 403 || status == 429;
    if (refused) {
      String action = actions.name(call);
      refusals.add(entry(call, action, answer, Outcome.refused(status, 1)).cleaned());
      forget(row);
    } else if (carriedOut && call.changes()) {
      String action = actions.name(call);
      AuditEntry entry = entry(call, action, answer, Outcome.of(status));
      if (status < 400) {
        // written before the entry of the call, so they are durable when that is
        call.note().parts().forEach(part -> writer.later(entry.of(part)));
      }
      if (AuditSubjects.ActionNames.administrative(action)) {
        writer.now(entry, row == null ? "" : row);
      } else {
        writer.later(entry);
      }
    }
  }

  private void forget(@Nullable String row) {
    try {
      if (row != null) {
        openCalls.forget(row);
      }
    } catch (HooksException failed) {
      LOG.log(Level.WARNING, "A rejected request will be shown as interrupted", failed);
    }
  }

  /** Keeps what the server did of itself, or a command without a server; durable on return. */
  public void did(
      Via via, String action, Subject subject, Map<String, ?> before, Map<String, ?> after) {
    writer.now(done(via, action, subject, ChangeDiff.of(before, after)), "");
  }

  /** Keeps that a cluster property was edited in its file: who did that, the server cannot know. */
  public void propertyEdited(ClusterProperties.Edit edit) {
    did(
        Via.SYSTEM,
        "editPropertyFile",
        new Subject("property", edit.property().key(), ""),
        Map.of("value", edit.before()),
        Map.of("value", edit.after()));
  }

  /**
   * Keeps that a webhook was disabled because of its receiver. What a user disabled is in the log
   * already, as their call.
   */
  public void webhookDisabled(OperationalEvent event) {
    boolean byItself = !event.cause().reason().equals(WebhookState.Reason.MANUAL.text());
    if (event.kind() == OperationalEvent.Kind.DISABLED && byItself) {
      Diff diff =
          ChangeDiff.of(
              Map.of("enabled", true),
              Map.of(
                  "enabled",
                  false,
                  "disabledReason",
                  event.cause().reason(),
                  "disabledDetail",
                  event.cause().detail(),
                  "delivery",
                  event.cause().delivery()));
      Subject webhook = new Subject("webhook", event.webhook().value(), event.name());
      // no caller waits for it: the thread has other things to do
      writer.atOnce(done(Via.SYSTEM, "disableWebhookAutomatically", webhook, diff));
    }
  }

  /** The first entry of this action about this object, with its place in the chain. */
  public Optional<ChainedEntry> chained(String type, String id, String action) {
    return database.read(connection -> ChainedEntry.find(connection, type, id, action));
  }

  /** The newest entry of this action about any object of this type. */
  public Optional<ChainedEntry> newest(String type, String action) {
    return database.read(connection -> ChainedEntry.newest(connection, type, action));
  }

  /** What of the log does not work now, and why; empty if all does. */
  public String trouble() {
    return writer.trouble();
  }

  /** Checks a log that is not appended to; as {@code POST /api/audit/verify} answers. */
  public static Map<String, @Nullable Object> verify(Database database, Keeping keeping) {
    HeadSeal seal = new HeadSeal(keeping.key());
    AuditStore store = new AuditStore(database.dialect(), seal);
    ChainAnchor anchor = new ChainAnchor(keeping.anchor(), seal);
    return new Verification(database, store, anchor).verdict().json();
  }

  private AuditEntry done(Via via, String action, Subject subject, Diff diff) {
    return new AuditEntry(
        clock.millis(), Who.without(via), action, subject, new Outcome(Outcome.DONE, 0, 1), diff);
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
    if (retention.due()) {
      retention.step().ifPresent(writer::atOnce);
    }
    if (clock.millis() >= lookAt) {
      lookAt = clock.millis() + LOOK_EVERY.toMillis();
      interrupted(clock.millis() - CALL_MAX.toMillis());
    }
  }

  private void interrupted(long before) {
    for (OpenCalls.Left left : openCalls.leftBefore(before)) {
      writer.interrupted(left.entry(), left.id());
    }
  }

  /** Writes what is not written yet, the refusals of the present minute too. */
  @Override
  public void close() {
    refusals.all().forEach(writer::later);
    writer.close();
  }

  /**
   * How the log is kept.
   *
   * @param key seals its head; not in the database
   * @param anchor the file that remembers its newest entry
   * @param days how long entries are kept
   */
  @SuppressWarnings("ArrayRecordComponent") // it is not compared
  public record Keeping(byte[] key, Path anchor, IntSupplier days, InstantSource clock) {

    /**
     * As it is kept in this home.
     *
     * @throws IOException where its key cannot be read or made
     */
    public static Keeping of(Path home, IntSupplier days, InstantSource clock) throws IOException {
      return new Keeping(
          TokenKey.readOrMake(home.resolve("config").resolve("audit.key")).bytes(),
          home.resolve("data").resolve("audit.head"),
          days,
          clock);
    }

    @Override
    public String toString() {
      return "Keeping[" + anchor + "]";
    }
  }

  /**
   * Administrative calls that have begun. Each is kept before it is carried out, so that a kill
   * between the change and its entry leaves a trace.
   */
  private record OpenCalls(Database database) {

    private static final int PAGE = 100;

    /**
     * Keeps a call that is about to be carried out.
     *
     * @throws dev.carillon.hooks.delivery.HooksException where it could not be kept
     */
    void keep(String id, AuditEntry entry) {
      Who who = entry.who();
      Map<String, String> members = new LinkedHashMap<>();
      members.put("actor", who.actor());
      members.put("via", who.via());
      members.put("tokenId", who.tokenId());
      members.put("address", who.address());
      members.put("requestId", who.requestId());
      members.put("action", entry.action());
      members.put("objectType", entry.subject().type());
      members.put("objectId", entry.subject().id());
      String text = new String(Json.write(members), StandardCharsets.UTF_8);
      database.write(
          connection ->
              Sql.update(
                  connection,
                  "insert into audit_begun (id, at, entry) values (?, ?, ?)",
                  id,
                  entry.atMillis(),
                  text));
    }

    /** A call was refused after all. */
    void forget(String id) {
      database.write(
          connection -> Sql.update(connection, "delete from audit_begun where id = ?", id));
    }

    /** Calls that began before this and never ended, as entries to be written. */
    List<Left> leftBefore(long millis) {
      return database.read(
          connection ->
              Sql.list(
                  connection,
                  "select id, at, entry from audit_begun where at < ? order by at limit ?",
                  row -> new Left(row.getString(1), entry(row.getLong(2), row.getString(3))),
                  millis,
                  PAGE));
    }

    private static AuditEntry entry(long at, String text) {
      JsonNode members = Json.read(text);
      return new AuditEntry(
          at,
          new Who(
              members.path("actor").asText(),
              members.path("via").asText(),
              members.path("tokenId").asText(),
              members.path("address").asText(),
              members.path("requestId").asText()),
          members.path("action").asText(),
          new Subject(members.path("objectType").asText(), members.path("objectId").asText(), ""),
          new Outcome(Outcome.FAILED, 0, 1),
          ChangeDiff.of(
              Map.of(), Map.of("interrupted", "the server stopped before the request ended")));
    }

    /** A call that never ended. */
    record Left(String id, AuditEntry entry) {}
  }
}
