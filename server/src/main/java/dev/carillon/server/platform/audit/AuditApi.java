package dev.carillon.server.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.audit.AuditStore.StoredEntry;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit}: the log page by page, as a file, and its check; for super users. */
record AuditApi(Database database, Verification verification) {

  private static final String CSV_HEAD =
      "id,at,actor,via,tokenId,address,requestId,action,objectType,objectId,objectName,result,"
          + "status,count,before,after\r\n";

  /** Few: an entry may hold 32 kB, and a page is kept as long as its reader is slow. */
  private static final int PAGE = 100;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .group("/api/audit", RouteAccess.SUPER_USER)
        .get("", this::list)
        .get("/export", this::export)
        .post("/verify", this::verify);
  }

  private Response list(Call call) {
    AuditFilter filter = AuditFilter.of(call.params());
    int limit = Paging.limit(call.params());
    long before = cursor(call.params());
    AuditFilter.Page page = database.read(c -> filter.page(c, before, limit));
    return Paging.page(
        page.entries().stream().map(AuditApi::json).toList(),
        page.next() == 0 ? null : String.valueOf(page.next()));
  }

  private Response export(Call call) {
    AuditFilter filter = AuditFilter.of(call.params());
    String format = call.params().text("format").orElse("ndjson");
    return switch (format) {
      case "ndjson" ->
          new Response.Streamed(
              "application/x-ndjson", "audit.ndjson", out -> write(filter, AuditApi::line, out));
      case "csv" ->
          new Response.Streamed(
              "text/csv;charset=UTF-8",
              "audit.csv",
              out -> {
                out.write(CSV_HEAD.getBytes(UTF_8));
                write(filter, entry -> csv(entry).getBytes(UTF_8), out);
              });
      default -> throw Problem.badField("format", format, "ndjson or csv");
    };
  }

  private Response verify(Call call) {
    return Response.json(verification.verdict().json());
  }

  private void write(AuditFilter filter, Function<StoredEntry, byte[]> form, OutputStream out)
      throws IOException {
    long before = 0;
    do {
      long from = before;
      AuditFilter.Page page = database.read(c -> filter.page(c, from, PAGE));
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      page.entries().forEach(entry -> piece.writeBytes(form.apply(entry)));
      out.write(piece.toByteArray());
      before = page.next();
    } while (before > 0);
  }

  private static byte[] line(StoredEntry entry) {
    return (new String(Json.write(json(entry)), UTF_8) + "\n").getBytes(UTF_8);
  }

  private static long cursor(Params params) {
    String text = params.text(Paging.CURSOR).orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw Paging.wrongCursor(text);
    }
    return Long.parseLong(text);
  }

  private static Map<String, @Nullable Object> json(StoredEntry stored) {
    AuditEntry entry = stored.entry();
    AuditEntry.Who who = entry.who();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", String.valueOf(stored.link().seq()));
    json.put("at", TimeText.text(Instant.ofEpochMilli(entry.atMillis())));
    json.put("actor", known(who.actor()));
    json.put("via", who.via());
    json.put("tokenId", known(who.tokenId()));
    json.put("address", known(who.address()));
    json.put("requestId", known(who.requestId()));
    json.put("action", entry.action());
    json.put("object", object(entry));
    json.put("result", entry.outcome().result());
    json.put("status", entry.outcome().status());
    json.put("count", entry.outcome().times());
    json.put("before", members(entry.diff().before()));
    json.put("after", members(entry.diff().after()));
    return json;
  }

  /** As a line of a table. */
  private static String csv(StoredEntry stored) {
    AuditEntry entry = stored.entry();
    AuditEntry.Who who = entry.who();
    return Csv.line(
        List.of(
            String.valueOf(stored.link().seq()),
            TimeText.text(Instant.ofEpochMilli(entry.atMillis())),
            who.actor(),
            who.via(),
            who.tokenId(),
            who.address(),
            who.requestId(),
            entry.action(),
            entry.subject().type(),
            entry.subject().id(),
            entry.subject().name(),
            entry.outcome().result(),
            String.valueOf(entry.outcome().status()),
            String.valueOf(entry.outcome().times()),
            entry.diff().before(),
            entry.diff().after()));
  }

  private static @Nullable Map<String, String> object(AuditEntry entry) {
    if (entry.subject().type().isEmpty()) {
      return null;
    }
    Map<String, String> object = new LinkedHashMap<>();
    object.put("type", entry.subject().type());
    object.put("id", entry.subject().id());
    object.put("name", entry.subject().name());
    return object;
  }

  private static @Nullable String known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Object members(String text) {
    return text.isEmpty() ? null : Json.read(text);
  }

  /**
   * Which entries a caller wants to see.
   *
   * @param equal columns, and what they must hold
   * @param span when they were written
   */
  private record AuditFilter(Map<String, String> equal, Span span) {

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
}
