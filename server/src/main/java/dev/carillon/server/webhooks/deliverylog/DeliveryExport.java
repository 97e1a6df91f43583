package dev.carillon.server.webhooks.deliverylog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code GET /api/deliveries/export}: everything that a filter finds, as lines of JSON or as a
 * table, written page by page.
 */
record DeliveryExport(DeliveryLog log, DeliveryJson json) {

  /** {@code false} where a search for a text ended before it had looked into all there is. */
  static final String READ_ALL = "X-Read-All";

  /** The cursor that the next export goes on with. */
  static final String NEXT = "X-Next-Cursor";

  /** Few: a row may hold a response of 20 kB, and a page is kept as long as its reader is slow. */
  private static final int PAGE = 100;

  /** The table's columns, in their order: a name for the first line, and what each delivery has. */
  private static final Map<String, Function<Entry, String>> COLUMNS = columns();

  private static final long MAX = Long.MAX_VALUE;

  /** The response to a call that asks for an export. */
  Response export(Call call) {
    DeliveryFilter filter = DeliveryFilterReader.of(call.params());
    Cursor from = Paging.cursor(call.params());
    String format = call.params().text("format").orElse("ndjson");
    return response(filter, from, form(format));
  }

  private Form form(String format) {
    return switch (format) {
      case "ndjson" -> new Form("application/x-ndjson", format, "", this::jsonLine);
      case "csv" -> new Form("text/csv;charset=UTF-8", format, csvHead(), DeliveryExport::csvLine);
      default -> throw Problem.badField("format", format, "ndjson or csv");
    };
  }

  /** Of a search that ends early the headers say so, and where the next one goes on. */
  private Response response(DeliveryFilter filter, Cursor from, Form form) {
    Optional<Cursor> end = filter.text().isEmpty() ? Optional.empty() : log.textEnd(filter, from);
    Cursor last = end.orElse(new Cursor(from.newestFirst(), from.newestFirst() ? -1 : MAX));
    return new Response.Streamed(
        form.type(),
        (end.isPresent() ? "deliveries-part." : "deliveries.") + form.ending(),
        end.map(at -> Map.of(READ_ALL, "false", NEXT, at.text())).orElse(Map.of()),
        out -> {
          out.write(form.head().getBytes(UTF_8));
          write(filter, from, last, form.row(), out);
        });
  }

  private static Map<String, Function<Entry, String>> columns() {
    Map<String, Function<Entry, String>> columns = new LinkedHashMap<>();
    columns.put("id", entry -> entry.delivery().id().value());
    columns.put("webhookId", entry -> entry.delivery().webhook().value());
    columns.put("webhookName", entry -> entry.to().name());
    columns.put("eventId", entry -> entry.delivery().event().value());
    columns.put("eventType", entry -> entry.delivery().type().name());
    columns.put("eventSubject", entry -> entry.delivery().subject());
    columns.put("eventTime", entry -> TimeText.text(entry.eventTime()));
    columns.put("state", entry -> entry.delivery().state().name());
    columns.put("attempts", entry -> Integer.toString(entry.delivery().attempts()));
    columns.put("createdAt", entry -> TimeText.text(entry.delivery().createdAt()));
    columns.put("dueAt", entry -> dueAt(entry.delivery().state()));
    columns.put(
        "endedAt",
        entry -> DeliveryJson.endedAt(entry.delivery().state()).map(TimeText::text).orElse(""));
    columns.put(
        "lastStatus",
        entry -> entry.last().status() == 0 ? "" : Integer.toString(entry.last().status()));
    columns.put("lastError", entry -> entry.last().error());
    columns.put(
        "lastDurationMs",
        entry ->
            entry.last().made() ? Double.toString(TimeText.millis(entry.last().duration())) : "");
    return columns;
  }

  private static String dueAt(DeliveryState state) {
    return state instanceof DeliveryState.Pending(Instant at) ? TimeText.text(at) : "";
  }

  /** The names of the columns as the first line. */
  private static String csvHead() {
    return Csv.line(List.copyOf(COLUMNS.keySet()));
  }

  /** A delivery as a line of a table (RFC 4180) that a spreadsheet can open without harm. */
  private static byte[] csvLine(Entry entry) {
    List<String> cells = COLUMNS.values().stream().map(column -> column.apply(entry)).toList();
    return Csv.line(cells).getBytes(UTF_8);
  }

  private byte[] jsonLine(Entry entry) {
    byte[] line = Json.write(json.item(entry));
    byte[] ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    return ended;
  }

  private void write(
      DeliveryFilter filter,
      Cursor from,
      Cursor last,
      Function<Entry, byte[]> form,
      OutputStream out)
      throws IOException {
    Page page = log.page(filter, from, PAGE);
    while (true) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      page.entries().stream()
          .filter(entry -> !before(last.sequence(), entry.delivery().sequence(), last))
          .forEach(entry -> piece.writeBytes(form.apply(entry)));
      out.write(piece.toByteArray());
      if (!page.more() || !before(page.end().sequence(), last.sequence(), last)) {
        return;
      }
      page = log.page(filter, page.end(), PAGE);
    }
  }

  /** Whether one comes before the other in this order. */
  private static boolean before(long one, long other, Cursor order) {
    return order.newestFirst() ? one > other : one < other;
  }

  /** How an export is written: its content type, the ending of its file, what stands above. */
  private record Form(String type, String ending, String head, Function<Entry, byte[]> row) {}
}
