package dev.carillon.server.assets.download;

import dev.carillon.server.assets.content.FileDownloads;
import dev.carillon.server.assets.content.FileDownloads.Opened;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.content.RequestSecrets.Use;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The download of assets' files, and of their previews, which are made on request. */
public record FilesApi(
    FileDownloads downloads,
    OriginalFiles originals,
    History history,
    Renditions renditions,
    RenditionPresets presets) {

  /**
   * Adds the downloads, open to all here, since a secret in the link is enough. What stands after
   * the id is only for people to read.
   */
  public void routes(Routes routes) {
    Set<String> methods = Set.of("GET", "POST");
    Set<String> all = Set.of("GET", "POST", "HEAD");
    routes
        .on(all, "/file/{id}/*", Effect.READS, RouteAccess.ANYONE, this::file)
        .on(methods, "/preview/{id}/*", Effect.READS, RouteAccess.ANYONE, this::preview)
        .on(methods, "/thumbnail/{id}/*", Effect.READS, RouteAccess.ANYONE, this::thumbnail);
  }

  private Response file(Call call) {
    Opened file = downloads.open(call, Use.ORIGINAL, Permission.USE_ORIGINAL);
    Response answer = originals.download(file.asset(), attachment(call));
    history.downloaded(
        call,
        file.asset(),
        file.actor(),
        file.byEngine() ? Map.of("for", "external processing") : Map.of());
    return answer;
  }

  private Response preview(Call call) {
    // what a preset says is what has to be permitted
    Optional<String> byPreset =
        call.params()
            .text("presetId")
            .map(id -> presets.usable(id, call.caller()).settings().rendition().name());
    Opened opened = downloads.open(call, Use.PREVIEW, Permission.PREVIEW, byPreset);
    return renditions.preview(
        opened.asset(), opened.rendition(), who(call, opened), attachment(call));
  }

  private Response thumbnail(Call call) {
    Opened opened = downloads.open(call, Use.THUMBNAIL, Permission.VIEW);
    return renditions.thumbnail(opened.asset(), who(call, opened), attachment(call));
  }

  private static boolean attachment(Call call) {
    return call.params().flag("forceDownload", false);
  }

  private static Who who(Call call, Opened opened) {
    return call.knownCaller()
        .map(caller -> new Who(caller.username(), call.remoteAddress()))
        .orElseGet(() -> Who.guest(opened.actor().user(), call.remoteAddress()));
  }
}
