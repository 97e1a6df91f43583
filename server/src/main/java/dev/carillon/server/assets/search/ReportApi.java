package dev.carillon.server.assets.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldJson;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Csv;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The metadata report: {@code /metadata/<name>.json} and {@code /metadata/<name>.csv}. */
public record ReportApi(
    LibraryFields registry,
    AssetPermissions assetPermissions,
    Assets assets,
    FieldJson fieldJson,
    AssetSelection queries) {

  private static final String JSON = ".json";
  private static final String CSV = ".csv";
  private static final int IDS_MAX = 10_000;

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.on(
        Set.of("GET", "POST"),
        "/metadata/{name}",
        Routes.Effect.READS,
        RouteAccess.USER,
        this::report);
  }

  private Response report(Call call) {
    String name = call.variable("name");
    boolean csv = name.endsWith(CSV);
    if (!csv && !name.endsWith(JSON)) {
      throw Problem.badField("name", name, "a name that ends with .json or .csv");
    }
    Params params = call.params();
    List<String> fields = AssetJson.wanted("fields", params.list("fields").orElse(""));
    for (String field : fields) {
      if (registry.find(field).isEmpty()) {
        throw Problem.badField("fields", field, "names of fields, separated by commas");
      }
    }
    List<String> ids = ids(call);
    long heldBytes = ids.size() * Assets.ID_BYTES;
    return csv
        ? new Response.Piecewise(
            "text/csv;charset=UTF-8",
            Map.of("Content-Disposition", "attachment"),
            heldBytes,
            new Table(fields.isEmpty() ? used(call, ids) : fields, rows(call, ids, fields)))
        : JsonPieces.answer(rows(call, ids, fields), heldBytes);
  }

  private Iterator<Map<String, Object>> rows(Call call, List<String> ids, List<String> fields) {
    return Iterators.mapped(
        assetPermissions.each(call, assets.each(ids)), asset -> row(asset, fields));
  }

  private Map<String, Object> row(Asset asset, List<String> fields) {
    return fields.isEmpty()
        ? fieldJson.all(asset.metadata())
        : fieldJson.some(asset.metadata().with("id", asset.id()), fields);
  }

  /** All fields that any row has, in the registry's order; then by name what is not declared. */
  private List<String> used(Call call, List<String> ids) {
    Set<String> names = new HashSet<>();
    rows(call, ids, List.of()).forEachRemaining(row -> names.addAll(row.keySet()));
    List<String> used = new ArrayList<>();
    for (Field field : registry.all()) {
      if (names.remove(field.name())) {
        used.add(field.name());
      }
    }
    names.stream().sorted().forEach(used::add);
    return used;
  }

  /** An asset that is named a thousand times is shown once. */
  private static List<String> named(String list) {
    List<String> ids = Params.split(list);
    if (ids.size() > IDS_MAX) {
      throw Problem.badRequest("'assetIds' holds more than " + IDS_MAX + " ids");
    }
    return ids;
  }

  private List<String> ids(Call call) {
    Params params = call.params();
    Optional<String> q = params.text("q");
    Optional<String> path = params.text("assetPath");
    Optional<String> ids = params.list("assetIds");
    if (ids.isPresent()) {
      return named(ids.get());
    }
    if (path.isPresent()) {
      String quoted = "\"" + path.get().replaceAll("([\"\\\\])", "\\\\$1") + "\"";
      return queries.all(call, "assetPath:" + quoted + " OR ancestorPaths:" + quoted);
    }
    return queries.all(
        call,
        q.orElseThrow(
            () -> Problem.badRequest("One of 'q', 'assetPath' and 'assetIds' is required")));
  }

  /** A report as a table: a heading, then a line for each asset. */
  private static final class Table implements Response.Pieces {

    private final List<String> columns;
    private final Iterator<Map<String, Object>> rows;
    private boolean headed;

    /** The rows with these columns; values as people read them, several with commas between. */
    Table(List<String> columns, Iterator<Map<String, Object>> rows) {
      this.columns = columns;
      this.rows = rows;
    }

    @Override
    public boolean next(ByteArrayOutputStream out) {
      if (!headed) {
        headed = true;
        out.writeBytes(Csv.line(columns).getBytes(UTF_8));
      } else if (rows.hasNext()) {
        Map<String, Object> row = rows.next();
        List<Object> cells =
            columns.stream().map(column -> readable(row.getOrDefault(column, ""))).toList();
        out.writeBytes(Csv.line(cells).getBytes(UTF_8));
      }
      return rows.hasNext();
    }

    private static Object readable(Object value) {
      return switch (value) {
        case Map<?, ?> pair -> String.valueOf(pair.get("formatted"));
        case List<?> list when list.size() == 1 -> readable(list.getFirst());
        case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(", "));
        default -> value;
      };
    }
  }
}
