package dev.carillon.server.assets.history;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetVersion;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendering.RenditionSettings.Format;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The calls about versions, and the download of their files. */
public record VersionsApi(
    Assets assets,
    AssetPermissions assetPermissions,
    Versions versions,
    OriginalFiles originals,
    AssetJson hits,
    History history,
    Renditions renditions) {

  private static final int NUM = 50;
  private static final int NUM_MAX = 1000;
  private static final long NUMBER_BYTES = 24;
  private static final int EDGE_MAX = 4000;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service("/services/version/list", Effect.READS, RouteAccess.USER, this::list)
        .service("/services/version/promote", Effect.CHANGES, RouteAccess.USER, this::promote)
        .service("/services/version/delete", Effect.CHANGES, RouteAccess.USER, this::delete)
        .on(
            Set.of("GET", "POST"),
            "/version/{id}/{version}/*",
            Effect.READS,
            RouteAccess.USER,
            this::download)
        .on(
            Set.of("GET"),
            "/api/asset/{id}/versions/{version}/preview",
            Effect.READS,
            RouteAccess.USER,
            this::preview);
  }

  private Response list(Call call) {
    Params params = call.params();
    Asset asset = assetPermissions.require(call, assets.get(assetId(call)), Permission.VIEW);
    int start = params.number("start", 0, 0, Integer.MAX_VALUE);
    int num = params.number("num", NUM, 0, NUM_MAX);
    Versions.Page page = versions.list(asset, start, num);
    Map<String, Object> before = new LinkedHashMap<>();
    before.put("firstResult", start);
    before.put("maxResultHits", num);
    before.put("totalHits", page.total());
    return JsonPieces.answer(
        new Listed(
            before,
            "hits",
            Iterators.mapped(
                versions.each(asset, page, () -> assetPermissions.of(call)),
                placed -> shown(call, asset, placed)),
            Map::of),
        page.numbers().size() * NUMBER_BYTES);
  }

  private Map<String, Object> shown(Call call, Asset asset, Versions.Placed placed) {
    AssetVersion version = placed.version();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("version", version.number());
    shown.put("current", version.number() == asset.version());
    shown.put("created", version.born().at());
    shown.put("createdBy", version.born().user());
    shown.put("hit", hits.version(call, asset, version, placed.folders()));
    return shown;
  }

  private Response promote(Call call) {
    versions.promote(assetId(call), number(call), call.caller().username());
    return Response.empty();
  }

  private Response delete(Call call) {
    versions.delete(assetId(call), number(call), call.caller().username());
    return Response.empty();
  }

  private Response download(Call call) {
    Asset asset =
        assetPermissions.require(call, assets.get(call.variable("id")), Permission.USE_ORIGINAL);
    AssetVersion version = versions.get(asset, number(call.variable("version")));
    boolean attachment = call.params().flag("forceDownload", false);
    Response answer = originals.download(version.asset(), attachment);
    history.downloaded(call, asset, Map.of("version", version.number()));
    return answer;
  }

  private Response preview(Call call) {
    Asset asset =
        assetPermissions.require(call, assets.get(call.variable("id")), Permission.PREVIEW);
    AssetVersion version = versions.get(asset, number(call.variable("version")));
    int edge = call.params().number("maxSize", RenditionSettings.DEFAULT_EDGE, 1, EDGE_MAX);
    return renditions.rendition(
        version.asset(),
        RenditionSettings.within(edge, edge, Format.JPG),
        new Who(call.caller().username(), call.remoteAddress()),
        false);
  }

  /** Clients of the model product write it in two ways. */
  private static String assetId(Call call) {
    return call.params().text("assetID").orElseGet(() -> call.params().required("assetId"));
  }

  private static long number(Call call) {
    return number(call.params().required("version"));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException notOne) {
      throw Problem.badField("version", text, "the number of a version");
    }
  }
}
