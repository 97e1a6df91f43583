package dev.carillon.server.assets.trash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.TrashStore.Filter;
import dev.carillon.server.assets.asset.TrashStore.Position;
import dev.carillon.server.assets.asset.TrashedAsset;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonFields;
import dev.carillon.server.platform.http.request.Paging;
import dev.carillon.server.platform.http.request.TimeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/trash}. */
public record TrashApi(Trash trash, AssetPermissions permissions, Renditions renditions) {

  private static final String RENAME = "rename";
  private static final String ASSET = "asset";

  /** At most so many are restored by one call. */
  private static final int RESTORED_MAX = 100;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/trash", RouteAccess.USER)
        .get("", this::list)
        .delete("", this::empty)
        .post("/restore", this::restore)
        .delete("/{id}", this::delete)
        .get("/{id}/thumbnail", this::thumbnail);
  }

  private Response list(Call call) {
    Params params = call.params();
    UserPermissions caller = permissions.of(call);
    Position after = position(Paging.key(params));
    Trash.Page page = trash.list(filter(params), after, Paging.limit(params), caller);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    List<Map<String, Object>> items = new ArrayList<>();
    trash.each(page).forEachRemaining(item -> items.add(json(item, caller)));
    answer.put("items", items);
    Position next = page.next();
    answer.put("next", next == null ? null : Paging.behind(next.removedAt() + "." + next.id()));
    answer.put("trashDays", trash.days().getAsInt());
    answer.put("totals", trash.totals(caller).orElse(null));
    return Response.json(answer);
  }

  private static Filter filter(Params params) {
    return new Filter(
        params.text("folder").map(folder -> TreePath.parse("folder", folder)).orElse(TreePath.ROOT),
        params.text("name").orElse("").strip(),
        params.text("removedBy").orElse(""));
  }

  private static Position position(String key) {
    if (key.isEmpty()) {
      return Position.FIRST;
    }
    if (!key.matches("[0-9]{1,15}\\.[0-9A-Za-z_-]{1,100}")) {
      throw Paging.wrongCursor(key);
    }
    int dot = key.indexOf('.');
    return new Position(Long.parseLong(key.substring(0, dot)), key.substring(dot + 1));
  }

  private Map<String, Object> json(TrashedAsset item, UserPermissions caller) {
    Asset asset = item.asset();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", item.id());
    json.put("name", asset.filename());
    json.put("assetPath", asset.path().text());
    json.put("folderPath", asset.path().parent().text());
    json.put("folderGone", item.access().folderGone());
    json.put("permissions", caller.at(asset.path().parent()).tenPlaces());
    json.put("assetDomain", asset.metadata().text("assetDomain"));
    json.put("thumbnail", renditions.made(asset));
    json.put("fileSize", asset.metadata().number("fileSize", 0));
    json.put("bytes", item.bytes());
    json.put("removedBy", item.removedBy());
    json.put("removedAt", TimeText.text(item.removedAt()));
    json.put("keptUntil", TimeText.text(item.keptUntil()));
    return json;
  }

  private Response restore(Call call) {
    JsonFields body = JsonFields.of(call);
    UserPermissions caller = permissions.of(call);
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode id : body.any("ids")) {
      ids.add(id.asText());
    }
    if (ids.isEmpty() || ids.size() > RESTORED_MAX) {
      throw Problem.badRequest(
          "'ids' has " + ids.size() + " ids, but must have 1 to " + RESTORED_MAX);
    }
    boolean rename = body.text("onConflict").orElse(RENAME).equals(RENAME);
    Trash.Outcome outcome = trash.restore(ids, rename, caller);
    AuditNote.current()
        .about(
            ASSET,
            outcome.restored().stream().map(Trash.Restored::id).collect(Collectors.joining(",")),
            "");
    return Response.json(outcome);
  }

  private Response empty(Call call) {
    Params params = call.params();
    boolean everything = params.flag("everything", false);
    if (everything == params.text("folder").isPresent()) {
      throw Problem.badRequest(
          "Either 'folder' or 'everything' is required: a folder whose assets in the trash are"
              + " deleted for good, or everything=true");
    }
    Trash.Emptied emptied = trash.empty(filter(params), permissions.of(call));
    AuditNote.current()
        .about(ASSET, "", params.text("folder").orElse("/"))
        .changed(Map.of(), Map.of("deleted", emptied.deleted()));
    return Response.json(emptied);
  }

  private Response delete(Call call) {
    TrashedAsset gone = trash.delete(call.variable("id"), permissions.of(call));
    AuditNote.current().about(ASSET, gone.id(), gone.asset().path().text());
    return Response.noContent();
  }

  private Response thumbnail(Call call) {
    String id = call.variable("id");
    Asset asset = trash.get(id, permissions.of(call)).asset();
    if (!renditions.made(asset)) {
      throw Problem.notFound("thumbnail of the asset in the trash", id);
    }
    return renditions.thumbnail(asset, new Who(call.caller().username(), call.remoteAddress()));
  }
}
