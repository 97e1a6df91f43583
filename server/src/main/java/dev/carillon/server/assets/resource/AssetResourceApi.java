package dev.carillon.server.assets.resource;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.api.FieldTarget;
import dev.carillon.server.assets.api.MetadataParams;
import dev.carillon.server.assets.api.RequestedFields;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetLocation;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.AssetUpdate;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.assets.search.index.AssetSearch;
import dev.carillon.server.assets.search.index.SearchRequest;
import dev.carillon.server.assets.search.index.SearchResult;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Iterators;
import dev.carillon.server.platform.http.JsonPieces;
import dev.carillon.server.platform.http.JsonPieces.Listed;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/asset}. */
public record AssetResourceApi(
    Assets assets,
    AssetPermissions assetPermissions,
    AssetSearch index,
    AssetJson hits,
    MetadataParams metadata,
    OriginalFiles originals,
    Renditions renditions,
    History history) {

  /** Some clients name the part with a file so, rather than {@code Filedata}. */
  private static final String OTHER_PART = "file";

  private static final String UPLOAD_URL = "uploadUrl";

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/asset", RouteAccess.USER)
        .post("", this::create)
        .get("/search", this::search)
        .get("/{id}", this::get)
        .get("/{id}/original", this::original)
        .get("/{id}/preview", this::preview)
        .get("/{id}/thumbnail", this::thumbnail);
    routes.file(Set.of("POST", "PUT"), "/api/asset/{id}/original", this::upload);
  }

  private Response create(Call call) {
    Params params = AnywhereParameters.of(call);
    String user = call.caller().username();
    TreePath path = new AssetLocation(params.required("assetPath"), "", "", "").pathOfNew("", user);
    assetPermissions.of(call).requirePlace(path);
    boolean rename = params.flag("autoRename", false);
    Params said = FolderResourceApi.described(params, "assetPath", "Filedata");
    RequestedFields given =
        metadata
            .given(call, said, FieldTarget.NEW_ASSET)
            .ignoring(metadata.place(said).fieldsContradicting(path));
    try {
      if (metadata.namesNewFields(given)) {
        assets.requireFree(path, rename);
        metadata.declareNewFields(given);
      }
      NewFile file = originals.file(call, said).orElseGet(originals::placeholder);
      Asset asset = assets.create(path, rename, file, given.edits(), user);
      Map<String, Object> hit = hits.changed(call, asset, wanted(params));
      hit.put(UPLOAD_URL, call.baseUrl() + "/api/asset/" + asset.id() + "/original");
      return given.noted(Response.json(hit));
    } catch (Problem problem) {
      throw problem.name().equals(Assets.PATH_EXISTS)
          ? taken(problem, call, path, wanted(params))
          : problem;
    }
  }

  /** Tells of the asset that has the place already, where the caller sees it. */
  private Problem taken(Problem problem, Call call, TreePath path, List<String> wanted) {
    return assets
        .at(path)
        .filter(
            there -> AssetPermissions.permits(assetPermissions.of(call), there, Permission.VIEW))
        .map(
            there -> {
              Map<String, Object> hit = hits.hit(call, there, wanted);
              hit.put(UPLOAD_URL, null);
              return problem.with(hit);
            })
        .orElse(problem);
  }

  private Response get(Call call) {
    Params params = AnywhereParameters.of(call);
    return Response.json(hits.hit(call, asset(call, Permission.VIEW), wanted(params)));
  }

  private Response search(Call call) {
    Params params = AnywhereParameters.of(call);
    SearchResult found =
        index.search(
            assetPermissions.seenBy(
                call,
                new SearchRequest(
                    params.text("q").orElse(""),
                    FolderResourceApi.from(params),
                    FolderResourceApi.size(params),
                    List.of())));
    List<String> wanted = wanted(params);
    return JsonPieces.answer(
        new Listed(
            Map.of(),
            "hits",
            Iterators.mapped(
                assetPermissions.each(call, assets.each(found.ids())),
                asset -> hits.hit(call, asset, wanted)),
            () -> Map.of("total", found.totalHits())),
        found.ids().size() * Assets.ID_BYTES);
  }

  private Response original(Call call) {
    Params params = AnywhereParameters.of(call);
    Asset asset = asset(call, Permission.USE_ORIGINAL);
    Response answer = originals.download(asset, params.flag("forceDownload", false));
    history.downloaded(call, asset, Map.of());
    return answer;
  }

  /** A new file: the call's body, or a part of a multipart form. */
  private Response upload(Call call) {
    Params params = AnywhereParameters.of(call);
    AssetRules.CheckIn options =
        new AssetRules.CheckIn(
            params.flag("clearCheckoutState", true),
            params.flag("createVersion", true),
            params.flag("keepMetadata", false));
    asset(call, Permission.EDIT);
    NewFile file =
        originals
            .file(call)
            .or(() -> originals.file(call, OTHER_PART))
            .orElseThrow(() -> Problem.badRequest("A file is required, as the body"));
    Asset updated =
        assets.update(
            call.variable("id"),
            new AssetUpdate(
                AssetLocation.UNSAID,
                false,
                FieldEdits.NONE,
                new AssetUpdate.File.New(file, options)),
            call.caller().username());
    return Response.json(hits.changed(call, updated, wanted(params)));
  }

  private Response preview(Call call) {
    Params params = AnywhereParameters.of(call);
    boolean attachment = params.flag("forceDownload", false);
    Asset asset = visible(call, Permission.PREVIEW, "preview");
    return renditions.preview(asset, "", who(call), attachment);
  }

  private Response thumbnail(Call call) {
    return renditions.thumbnail(visible(call, Permission.VIEW, "thumbnail"), who(call));
  }

  private Asset visible(Call call, Permission permission, String what) {
    Asset asset = asset(call, permission);
    if (asset.previewKind().isEmpty() || asset.metadata().number("fileSize", 0) == 0) {
      throw Problem.notFound(what + " of asset", call.variable("id"));
    }
    return asset;
  }

  private static Who who(Call call) {
    return new Who(call.caller().username(), call.remoteAddress());
  }

  private static List<String> wanted(Params params) {
    return AssetJson.wanted("metadataToReturn", String.join(",", params.all("metadataToReturn")));
  }

  private Asset asset(Call call, Permission permission) {
    return assetPermissions.require(call, assets.get(call.variable("id")), permission);
  }
}
