package dev.carillon.server.asset.report;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.AssetFeature;
import dev.carillon.server.asset.hit.Hits;
import dev.carillon.server.field.Field;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metadata report: {@code /metadata/<name>.json} and {@code /metadata/<name>.csv}. */
public final class ReportApi {

  private static final String JSON = ".json";
  private static final String CSV = ".csv";
  private static final int IDS_MAX = 10_000;

  private final AssetFeature.Parts assets;

  public ReportApi(AssetFeature.Parts assets) {
    this.assets = assets;
  }

  /** Adds the call. */
  public void routes(Routes routes) {
    routes.on(
        Set.of("GET", "POST"), "/metadata/{name}", Routes.Effect.READS, Access.USER, this::report);
  }

  private Response report(Call call) {
    String name = call.variable("name");
    boolean csv = name.endsWith(CSV);
    if (!csv && !name.endsWith(JSON)) {
      throw Problem.badField("name", name, "a name that ends with .json or .csv");
    }
    Params params = call.params();
    List<String> fields = Hits.wanted("fields", params.list("fields").orElse(""));
    for (String field : fields) {
      if (assets.language().registry().find(field).isEmpty()) {
        throw Problem.badField("fields", field, "names of fields, with commas between");
      }
    }
    List<Map<String, Object>> rows =
        assets.guard().seen(call, assets.assets().list(ids(call))).stream()
            .map(asset -> row(asset, fields))
            .toList();
    return csv
        ? new Response.Text(
            200,
            "text/csv;charset=UTF-8",
            Csv.of(fields.isEmpty() ? used(rows) : fields, rows),
            Map.of("Content-Disposition", "attachment"))
        : Response.json(rows);
  }

  private Map<String, Object> row(Asset asset, List<String> fields) {
    return fields.isEmpty()
        ? assets.language().fields().all(asset.metadata())
        : assets.language().fields().some(asset.metadata(), fields);
  }

  /** All fields that any row has, in the registry's order. */
  private List<String> used(List<Map<String, Object>> rows) {
    return assets.language().registry().all().stream()
        .map(Field::name)
        .filter(name -> rows.stream().anyMatch(row -> row.containsKey(name)))
        .toList();
  }

  /** Whoever names an asset a thousand times gets it once. */
  private static List<String> named(String list) {
    List<String> ids =
        Arrays.stream(list.split(","))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .distinct()
            .toList();
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
      return assets.queries().all(call, "assetPath:" + quoted + " OR ancestorPaths:" + quoted);
    }
    return assets
        .queries()
        .all(
            call,
            q.orElseThrow(
                () -> Problem.badRequest("One of 'q', 'assetPath' and 'assetIds' is required")));
  }
}
