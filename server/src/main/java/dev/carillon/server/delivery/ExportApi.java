package dev.carillon.server.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.hooks.delivery.DeliveryLog.Entry;
import dev.carillon.hooks.delivery.DeliveryLog.Page;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Json;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.http.Routes.Effect;
import dev.carillon.server.log.DeliveryJson;
import dev.carillon.server.log.FilterReader;
import dev.carillon.server.log.Paging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code GET /api/deliveries/export}: everything that a filter finds, as lines of JSON or as a
 * table, written page by page.
 */
final class ExportApi {

  private static final int PAGE = 500;

  private final DeliveryLog log;
  private final DeliveryJson json;

  ExportApi(DeliveryLog log, DeliveryJson json) {
    this.log = log;
    this.json = json;
  }

  void routes(Routes routes) {
    routes.on(
        Set.of("GET"),
        DeliveriesApi.PATH + "/export",
        Effect.READS,
        Access.WEBHOOK_ADMIN,
        this::export);
  }

  private Response export(Call call) {
    DeliveryFilter filter = FilterReader.of(call.params(), "format", "order");
    Cursor from = Paging.cursor(call.params());
    String format = call.params().text("format").orElse("ndjson");
    return switch (format) {
      case "ndjson" ->
          new Response.Streamed(
              "application/x-ndjson",
              "deliveries.ndjson",
              out -> write(filter, from, this::line, out));
      case "csv" ->
          new Response.Streamed(
              "text/csv;charset=UTF-8",
              "deliveries.csv",
              out -> {
                out.write(CsvLine.HEAD.getBytes(UTF_8));
                write(filter, from, entry -> CsvLine.of(entry).getBytes(UTF_8), out);
              });
      default -> throw Problem.badField("format", format, "ndjson or csv");
    };
  }

  private byte[] line(Entry entry) {
    byte[] line = Json.write(json.item(entry));
    byte[] ended = Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    return ended;
  }

  /** A search for a text ends where a page would: it must not read payloads without end. */
  private void write(
      DeliveryFilter filter, Cursor from, Function<Entry, byte[]> form, OutputStream out)
      throws IOException {
    Page page = log.page(filter, from, PAGE);
    while (true) {
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      page.entries().forEach(entry -> piece.writeBytes(form.apply(entry)));
      out.write(piece.toByteArray());
      if (!page.more() || (!filter.text().isEmpty() && !page.readAll())) {
        return;
      }
      page = log.page(filter, page.end(), PAGE);
    }
  }
}
