package dev.carillon.server.assets;

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
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.bulk.Bulk;
import dev.carillon.server.assets.bulk.BulkUpdate;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.field.EditsJson;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.upload.IncomingFiles;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls that create, update and check out assets: step ① of the flow in {@code
 * ARCHITECTURE.md}. {@code TransfersApi} moves, copies and removes them, {@code AssetResourceApi}
 * is the resource API.
 *
 * <p>An {@link AssetLocation} is what a request says about the asset's path, folder and name. If it
 * names no folder, a new asset goes to the user's own; if it names no name, the asset is called
 * like the uploaded file.
 *
 * @param assets makes changes of single assets, each with its events in one transaction: it gives
 *     {@code AssetLedger} a planner, in which {@link AssetRules} decides
 * @param selection finds the assets that a query of a bulk call names
 * @param originals stores files, and sends them for a download
 * @param files takes the file out of a request
 * @param history the log of what was done with assets; only a download is written here, {@code
 *     AssetLedger} writes the history of changes
 * @param assetPermissions what the caller may do in an asset's folder; throws a {@link Problem}
 * @param metadata reads the values of fields from the parameters of a request: {@link
 *     RequestedFields} are those values, the names that are no fields yet, and the names that are
 *     ignored, which {@link RequestedFields#noted} lists in a header of the response. Names that
 *     are no fields yet become fields before the asset is written, and stay: so it is checked first
 *     that the change is permitted
 * @param assetJson shows an asset as the response does
 * @param updates changes the values of many assets
 * @param bulk runs a change of many assets, in one transaction or as a job
 */
public record AssetsApi(
    Assets assets,
    AssetSelection selection,
    OriginalFiles originals,
    IncomingFiles files,
    History history,
    AssetPermissions assetPermissions,
    MetadataParams metadata,
    AssetJson assetJson,
    BulkUpdate updates,
    Bulk bulk) {

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .service("/services/create", Effect.CHANGES, RouteAccess.USER, this::create)
        .service("/services/update", Effect.CHANGES, RouteAccess.USER, this::update)
        .service("/services/updatebulk", Effect.CHANGES, RouteAccess.USER, this::updateBulk)
        .service("/services/checkout/{id}", Effect.CHANGES, RouteAccess.USER, this::checkOut)
        .service(
            "/services/undocheckout/{id}", Effect.CHANGES, RouteAccess.USER, this::undoCheckOut);
  }

  private Response create(Call call) {
    Params params = call.params();
    Optional<String> next = nextUrl(call);
    boolean autoRename = params.flag("autoRename", true);
    AssetLocation place = metadata.place(call);
    String user = call.caller().username();
    var path = place.pathOfNew(files.filename(call), user);
    assetPermissions.of(call).requirePlace(path);
    RequestedFields given =
        metadata
            .given(call, FieldTarget.NEW_ASSET, false)
            .ignoring(place.fieldsContradicting(path));
    boolean rename = autoRename && !place.givesName();
    // before fields are declared, and before an upload is joined for nothing
    assets.requireFree(path, rename);
    if (metadata.namesNewFields(given)) {
      metadata.declareNewFields(given);
    }
    NewFile file = files.file(call).orElseGet(originals::placeholder);
    Asset asset = assets.create(path, rename, file, given.edits(), user);
    file.source().stored(); // a resumable upload now deletes its parts
    return given.noted(response(next, assetJson.changed(call, asset)));
  }

  private Response update(Call call) {
    Params params = call.params();
    String id = params.required("id");
    Optional<String> next = nextUrl(call);
    AssetLocation place = metadata.place(call);
    boolean modifications = params.flag("parseMetadataModifications", true);
    boolean autoRename = params.flag("autoRename", false);
    AssetRules.CheckIn options =
        new AssetRules.CheckIn(
            params.flag("clearCheckoutState", true),
            params.flag("createVersion", true),
            params.flag("keepMetadata", false));
    RequestedFields given =
        metadata.given(
            call,
            FieldTarget.ASSET,
            modifications,
            // the present values: a field that the server keeps may be sent back unchanged
            () ->
                assetPermissions
                    .require(call, assets.get(id), Permission.VIEW)
                    .metadata()
                    .with("id", id));
    if (files.given(call)) {
      // before a file is taken in for an asset that is not there
      assetPermissions.require(call, assets.get(id), Permission.EDIT);
    }
    if (metadata.namesNewFields(given)) {
      assets.requireEditable(id, call.caller().username());
      metadata.declareNewFields(given);
    }
    Optional<NewFile> sent = files.file(call);
    AssetUpdate.File file =
        sent.<AssetUpdate.File>map(one -> new AssetUpdate.File.New(one, options))
            .orElseGet(AssetUpdate.File.Kept::new);
    // which permission it needs is decided in Assets.update, on the asset as read for the change
    Asset asset =
        assets.update(
            id, new AssetUpdate(place, autoRename, given.edits(), file), call.caller().username());
    sent.ifPresent(one -> one.source().stored());
    // changed is hit plus the text of the file, if the call asks for all fields or textContent;
    // only a new file changes that text
    boolean hasNewFile = file instanceof AssetUpdate.File.New;
    return given.noted(
        response(next, hasNewFile ? assetJson.changed(call, asset) : assetJson.hit(call, asset)));
  }

  private Response updateBulk(Call call) {
    String q = call.params().required("q");
    boolean modifications = call.params().flag("parseMetadataModifications", true);
    Bulk.requireValidAsync(call);
    List<String> ids = selection.all(call, q);
    RequestedFields given = metadata.given(call, FieldTarget.ASSETS, modifications);
    if (metadata.namesNewFields(given)
        && updates.changesAny(call.caller().username(), assets.each(ids))) {
      metadata.declareNewFields(given);
    }
    return given.noted(
        bulk.answer(call, updates, Bulk.job(call, updates, EditsJson.write(given.edits()), ids)));
  }

  private Response checkOut(Call call) {
    boolean download = call.params().flag("download", false);
    if (download) {
      assetPermissions.require(call, assets.get(call.variable("id")), Permission.USE_ORIGINAL);
    }
    Asset asset =
        assets.checkOut(
            call.variable("id"), call.remoteAddress().getHostAddress(), call.caller().username());
    if (download) {
      Response answer = originals.download(asset, true);
      history.downloaded(call, asset, Map.of());
      return answer;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("checkedOut", asset.metadata().number("checkedOut", 0));
    answer.put("checkedOutBy", asset.metadata().text("checkedOutBy"));
    return Response.json(answer);
  }

  private Response undoCheckOut(Call call) {
    assets.undoCheckOut(call.variable("id"), call.caller());
    return Response.empty();
  }

  /**
   * Where a browser's form is sent on to instead of being shown the response.
   *
   * @throws Problem 400 where it leads to another server
   */
  private static Optional<String> nextUrl(Call call) {
    Optional<String> url = call.params().text("nextUrl");
    url.ifPresent(
        given -> {
          boolean here = given.startsWith("/") && !given.startsWith("//");
          if (!here || given.indexOf('\\') >= 0 || given.chars().anyMatch(c -> c < ' ')) {
            throw Problem.badField("nextUrl", given, "a path on this server, such as /done.html");
          }
        });
    return url;
  }

  /** A redirection where there is a URL, else the body. */
  private static Response response(Optional<String> next, Object body) {
    return next.<Response>map(
            to -> new Response.Text(303, "text/plain; charset=UTF-8", "", Map.of("Location", to)))
        .orElseGet(() -> Response.json(body));
  }
}
