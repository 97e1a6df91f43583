package dev.carillon.server.asset.resource;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.AssetRules;
import dev.carillon.server.asset.AssetUpdate;
import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.asset.Place;
import dev.carillon.server.asset.download.Originals;
import dev.carillon.server.asset.edit.Given;
import dev.carillon.server.asset.edit.MetadataParams;
import dev.carillon.server.asset.edit.Subject;
import dev.carillon.server.asset.file.NewFile;
import dev.carillon.server.asset.history.History;
import dev.carillon.server.asset.hit.Hits;
import dev.carillon.server.asset.hit.Seen;
import dev.carillon.server.asset.port.Renditions;
import dev.carillon.server.field.Edits;
import dev.carillon.server.folder.TreePath;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Iterators;
import dev.carillon.server.http.JsonPieces;
import dev.carillon.server.http.JsonPieces.Listed;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.http.Routes.Effect;
import dev.carillon.server.search.AssetIndex;
import dev.carillon.server.search.SearchRequest;
import dev.carillon.server.search.SearchResult;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/asset}. */
final class AssetResource {

  /** Some clients name the part with a file so, rather than {@code Filedata}. */
  private static final String OTHER_PART = "file";

  private static final String UPLOAD_URL = "uploadUrl";

  private final Assets assets;
  private final Guard guard;
  private final AssetIndex index;
  private final Hits hits;
  private final MetadataParams metadata;
  private final Files files;

  AssetResource(Seen assets, AssetIndex index, Hits hits, MetadataParams metadata, Files files) {
    this.assets = assets.assets();
    this.guard = assets.guard();
    this.index = index;
    this.hits = hits;
    this.metadata = metadata;
    this.files = files;
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    String one = "/api/asset/{id}";
    Set<String> get = Set.of("GET");
    routes
        .on(Set.of("POST"), "/api/asset", Effect.CHANGES, Access.USER, this::create)
        .on(get, "/api/asset/search", Effect.READS, Access.USER, this::search)
        .on(get, one, Effect.READS, Access.USER, this::get)
        .on(get, one + "/original", Effect.READS, Access.USER, this::original)
        .file(Set.of("POST", "PUT"), one + "/original", this::upload)
        .on(get, one + "/preview", Effect.READS, Access.USER, this::preview)
        .on(get, one + "/thumbnail", Effect.READS, Access.USER, this::thumbnail);
  }

  private Response create(Call call) {
    Params params = Known.params(call);
    String user = call.caller().username();
    TreePath path = new Place(params.required("assetPath"), "", "", "").ofNew("", user);
    guard.grants(call).requirePlace(path);
    boolean rename = params.flag("autoRename", false);
    Said said = Said.of(call, params, "assetPath", "Filedata");
    Given given =
        metadata.given(said, Subject.NEW_ASSET, false).ignoring(metadata.place(said).without(path));
    try {
      if (metadata.brings(given)) {
        assets.requireFree(path, rename);
        metadata.keep(given);
      }
      NewFile file = files.originals().file(said).orElseGet(files.originals()::placeholder);
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
        .filter(there -> Guard.permits(guard.grants(call), there, 'V'))
        .map(
            there -> {
              Map<String, Object> hit = hits.hit(call, there, wanted);
              hit.put(UPLOAD_URL, null);
              return problem.with(hit);
            })
        .orElse(problem);
  }

  private Response get(Call call) {
    Params params = Known.params(call);
    return Response.json(hits.hit(call, asset(call, 'V'), wanted(params)));
  }

  private Response search(Call call) {
    Params params = Known.params(call);
    SearchResult found =
        index.search(
            guard.seenBy(
                call,
                new SearchRequest(
                    params.text("q").orElse(""),
                    FolderResource.from(params),
                    FolderResource.size(params),
                    List.of())));
    List<String> wanted = wanted(params);
    return JsonPieces.answer(
        new Listed(
            Map.of(),
            "hits",
            Iterators.mapped(
                guard.each(call, assets.each(found.ids())), asset -> hits.hit(call, asset, wanted)),
            () -> Map.of("total", found.totalHits())),
        found.ids().size() * Assets.ID_BYTES);
  }

  private Response original(Call call) {
    Params params = Known.params(call);
    Asset asset = asset(call, 'U');
    Response answer = files.originals().download(asset, params.flag("forceDownload", false));
    files.history().downloaded(call, asset, Map.of());
    return answer;
  }

  /** A new file: the call's body, or a part of a multipart form. */
  private Response upload(Call call) {
    Params params = Known.params(call);
    AssetRules.CheckIn options =
        new AssetRules.CheckIn(
            params.flag("clearCheckoutState", true),
            params.flag("createVersion", true),
            params.flag("keepMetadata", false));
    asset(call, 'E');
    NewFile file =
        files
            .originals()
            .file(call)
            .or(() -> files.originals().file(call, OTHER_PART))
            .orElseThrow(() -> Problem.badRequest("A file is required, as the body"));
    Asset updated =
        assets.update(
            call.variable("id"),
            new AssetUpdate(
                Place.UNSAID, false, Edits.NONE, new AssetUpdate.File.New(file, options)),
            call.caller().username());
    return Response.json(hits.changed(call, updated, wanted(params)));
  }

  private Response preview(Call call) {
    Params params = Known.params(call);
    boolean attachment = params.flag("forceDownload", false);
    Asset asset = visible(call, 'P', "preview");
    return files.renditions().preview(asset, "", reader(call), attachment);
  }

  private Response thumbnail(Call call) {
    return files.renditions().thumbnail(visible(call, 'V', "thumbnail"), reader(call));
  }

  private Asset visible(Call call, char letter, String what) {
    Asset asset = asset(call, letter);
    if (asset.previewKind().isEmpty() || asset.metadata().number("fileSize", 0) == 0) {
      throw Problem.notFound(what + " of asset", call.variable("id"));
    }
    return asset;
  }

  private static Renditions.Reader reader(Call call) {
    return new Renditions.Reader(call.caller().username(), call.remoteAddress());
  }

  private static List<String> wanted(Params params) {
    return Hits.wanted("metadataToReturn", String.join(",", params.all("metadataToReturn")));
  }

  private Asset asset(Call call, char letter) {
    return guard.require(call, assets.get(call.variable("id")), letter);
  }

  /**
   * Where files come from.
   *
   * @param history where downloads are written down
   */
  record Files(Originals originals, Renditions renditions, History history) {}
}
