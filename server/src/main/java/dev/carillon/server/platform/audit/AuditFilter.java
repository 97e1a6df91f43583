package dev.carillon.server.platform.audit;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.audit.AuditStore.StoredEntry;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.request.TimeText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries a caller wants to see.
 *
 * @param equal columns, and what they must hold
 * @param span when they were written
 */
record AuditFilter(Map<String, String> equal, Span span) {

  static final List<String> KEYS =
      List.of("actor", "action", "objectType", "object", "result", "from", "to");

  private static final List<String> RESULTS = List.of("done", "refused", "failed");

  /** So many entries at most are looked at for one page. */
  private static final long SCANNED_MAX = 100_000;

  /**
   * What these parameters say.
   *
   * @throws Problem 400
   */
  static AuditFilter of(Params params) {
    Map<String, String> equal = new LinkedHashMap<>();
    params.text("actor").ifPresent(actor -> equal.put("actor", actor));
    params.text("action").ifPresent(action -> equal.put("action", action));
    params.text("objectType").ifPresent(type -> equal.put("object_type", type));
    params.text("object").ifPresent(id -> equal.put("object_id", id));
    params
        .text("result")
        .ifPresent(
            result -> {
              if (!RESULTS.contains(result)) {
                throw Problem.badField("result", result, String.join(", ", RESULTS));
              }
              equal.put("result", result);
            });
    return new AuditFilter(
        equal, TimeText.span(params.text("from").orElse(""), params.text("to").orElse("")));
  }

  /**
   * A page, the newest first, of those below a number.
   *
   * @param before 0 for no limit
   */
  Page page(Connection connection, long before, int limit) throws SQLException {
    long top = before > 0 ? before : AuditStore.newest(connection) + 1;
    long bottom = ofOneThing() ? 0 : Math.max(0, top - SCANNED_MAX);
    List<Object> values = new ArrayList<>(List.of(top, bottom));
    StringBuilder sql =
        new StringBuilder("select ")
            .append(AuditStore.COLUMNS)
            .append(" from audit_log where seq < ? and seq >= ?");
    equal.forEach(
        (column, value) -> {
          sql.append(" and ").append(column).append(" = ?");
          values.add(value);
        });
    if (ofOneThing()) {
      // these words lead to the index of things that are no assets
      sql.append(" and object_type <> 'asset' and object_type <> ''");
    }
    if (!span.equals(Span.ALWAYS)) {
      sql.append(" and at >= ? and at < ?");
      values.add(span.from().toEpochMilli());
      values.add(span.to().toEpochMilli());
    }
    sql.append(" order by seq desc limit ?");
    values.add(limit + 1);
    List<StoredEntry> found =
        Sql.list(connection, sql.toString(), AuditStore::read, values.toArray());
    if (found.size() > limit) {
      List<StoredEntry> shown = found.subList(0, limit);
      return new Page(shown, shown.getLast().link().seq());
    }
    return new Page(found, bottom <= AuditStore.head(connection).base().seq() + 1 ? 0 : bottom);
  }

  private boolean ofOneThing() {
    return equal.containsKey("object_id")
        && !equal.getOrDefault("object_type", "asset").equals("asset");
  }

  /**
   * Some entries.
   *
   * @param next below which number the next page is; 0 = there is none
   */
  record Page(List<StoredEntry> entries, long next) {}
}
