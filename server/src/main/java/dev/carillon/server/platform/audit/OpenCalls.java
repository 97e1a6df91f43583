package dev.carillon.server.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Administrative calls that have begun. Each is kept before it is carried out, so that a kill
 * between the change and its entry leaves a trace.
 */
record OpenCalls(Database database) {

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
