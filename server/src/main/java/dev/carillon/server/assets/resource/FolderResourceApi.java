package dev.carillon.server.assets.resource;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.api.FieldTarget;
import dev.carillon.server.assets.api.MetadataParams;
import dev.carillon.server.assets.api.RequestedFields;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkRemoval;
import dev.carillon.server.assets.bulk.BulkResult;
import dev.carillon.server.assets.field.FieldJson;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.folder.Folder;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.folder.UserPermissions;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/folder}. */
public record FolderResourceApi(
    Folders folders,
    AssetPermissions assetPermissions,
    MetadataParams metadata,
    FieldJson fields,
    Bulk bulk,
    BulkRemoval removals) {

  private static final int SIZE = 50;
  private static final int SIZE_MAX = 1000;

  /** About what a folder takes that is kept until it is shown. */
  private static final long FOLDER_BYTES = 2048;

  private static final String METADATA = "metadata";

  /** Names of fields; {@code all} is as absent, {@code none} shows none. */
  private static final String WANTED = "metadataToReturn";

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/folder", RouteAccess.USER)
        .post("", this::create)
        .get("/get", this::at)
        .get("/list", this::list)
        .get("/search", this::search)
        .get("/{id}", this::get)
        .put("/{id}", this::update)
        .delete("/{id}", this::remove);
  }

  private Response create(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    if (path.isRoot()) {
      throw Problem.badField("path", "/", "the path of a folder below the root");
    }
    UserPermissions permissions = assetPermissions.of(call);
    permissions.requirePlace(path);
    RequestedFields given = metadata.given(call, described(params), FieldTarget.FOLDER);
    if (metadata.namesNewFields(given)) {
      folders.requireNone(path);
      metadata.declareNewFields(given);
    }
    Folder made = folders.create(path, given.edits(), permissions);
    return given.noted(new Response.Json(201, shown(call, params, made), Map.of()));
  }

  private Response at(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath path = TreePath.parse("path", params.required("path"));
    return Response.json(shown(call, params, seen(call, folders.at(path), path.text())));
  }

  private Response get(Call call) {
    Params params = AnywhereParameters.of(call);
    String id = call.variable("id");
    return Response.json(shown(call, params, seen(call, folders.get(id), id)));
  }

  /** Without an id: those in the root. */
  private Response list(Call call) {
    Params params = AnywhereParameters.of(call);
    TreePath parent =
        params.text("id").map(id -> seen(call, folders.get(id), id).path()).orElse(TreePath.ROOT);
    return page(
        call,
        params,
        folders.children(parent, from(params), size(params), assetPermissions.of(call)));
  }

  private Response search(Call call) {
    Params params = AnywhereParameters.of(call);
    return page(
        call,
        params,
        folders.search(
            part(params.text("q").orElse("")),
            from(params),
            size(params),
            assetPermissions.of(call)));
  }

  /** The part of a name that a query means; names hold none of what is taken away. */
  private static String part(String query) {
    return query.strip().replaceFirst("(?i)^name:", "").replaceAll("[*:\"]", "");
  }

  private Response update(Call call) {
    Params params = AnywhereParameters.of(call);
    if (!params.names().contains(METADATA)) {
      throw Problem.missing(METADATA);
    }
    RequestedFields given = metadata.given(call, described(params), FieldTarget.FOLDER);
    if (metadata.namesNewFields(given)) {
      folders.requireEditable(call.variable("id"), assetPermissions.of(call));
      metadata.declareNewFields(given);
    }
    Folder folder = folders.update(call.variable("id"), given.edits(), assetPermissions.of(call));
    return given.noted(Response.json(shown(call, params, folder)));
  }

  /** What a client sends along in a body means nothing here. */
  private Response remove(Call call) {
    String id = call.variable("id");
    Folder folder = seen(call, folders.get(id), id);
    assetPermissions.of(call).require(folder.path(), Permission.DELETE);
    BulkResult counts = bulk.removed(call, removals, folder.path());
    if (counts.errorCount() > 0) {
      throw Problem.conflict(
          "In '%s' these items stay, because they are checked out or may not be deleted: %s"
              .formatted(folder.path(), counts.errorCount()));
    }
    return Response.empty();
  }

  private Response page(Call call, Params params, Folders.Page page) {
    return JsonPieces.answer(
        new Listed(
            Map.of(),
            "folders",
            Iterators.mapped(page.folders().iterator(), folder -> shown(call, params, folder)),
            () -> Map.of("total", page.total())),
        page.folders().size() * FOLDER_BYTES);
  }

  /** Folders on the way to what the caller sees are seen, but not their fields. */
  private Folder seen(Call call, Folder folder, String asked) {
    if (!assetPermissions.of(call).passes(folder.path())) {
      throw Problem.notFound("folder", asked);
    }
    return folder;
  }

  private Map<String, Object> shown(Call call, Params params, Folder folder) {
    Permissions here = assetPermissions.of(call).at(folder.path());
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", folder.id());
    shown.put("name", folder.path().name());
    shown.put("path", folder.path().text());
    shown.put("permissions", here.tenPlaces());
    shown.put(
        "metadata", here.permits(Permission.VIEW) ? metadata(params, folder.metadata()) : Map.of());
    return shown;
  }

  private Map<String, Object> metadata(Params params, Metadata metadata) {
    List<String> wanted = AssetJson.wanted(WANTED, params.list(WANTED).orElse(""));
    return wanted.isEmpty() || wanted.contains("all")
        ? fields.all(metadata)
        : fields.some(metadata, wanted);
  }

  /**
   * The metadata among parameters, and these. What else stands there means nothing, such as the
   * rest of a folder that is sent back as it was got.
   */
  static Params described(Params all, String... own) {
    Map<String, List<String>> counting = new LinkedHashMap<>();
    Set<String> names = Set.of(own);
    all.names().stream()
        .filter(
            name ->
                names.contains(name) || name.equals(METADATA) || name.startsWith(METADATA + "["))
        .forEach(name -> counting.put(name, all.all(name)));
    return new Params(counting);
  }

  static int from(Params params) {
    return params.number("from", 0, 0, Integer.MAX_VALUE);
  }

  static int size(Params params) {
    return params.number("size", SIZE, 0, SIZE_MAX);
  }
}
