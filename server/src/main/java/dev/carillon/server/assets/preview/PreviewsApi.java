package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.FileDownloads;
import dev.carillon.server.assets.asset.FileDownloads.Opened;
import dev.carillon.server.assets.asset.RequestSecrets.Use;
import dev.carillon.server.assets.preview.process.RenditionService.Who;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import java.util.Optional;
import java.util.Set;

/** The download of previews and thumbnails, which are made on request and waited for. */
public final class PreviewsApi {

  private final FileDownloads access;
  private final Renditions renditions;
  private final RenditionPresets presets;

  public PreviewsApi(FileDownloads access, Renditions renditions, RenditionPresets presets) {
    this.access = access;
    this.renditions = renditions;
    this.presets = presets;
  }

  /** Adds the downloads: open to all here, since a secret in the link is enough. */
  public void routes(Routes routes) {
    Set<String> methods = Set.of("GET", "POST");
    routes
        .on(methods, "/preview/{id}/*", Effect.READS, RouteAccess.ANYONE, this::preview)
        .on(methods, "/thumbnail/{id}/*", Effect.READS, RouteAccess.ANYONE, this::thumbnail);
  }

  private Response preview(Call call) {
    // what a preset says is what has to be permitted
    Optional<String> byPreset =
        call.params()
            .text("presetId")
            .map(id -> presets.usable(id, call.caller()).settings().rendition().name());
    Opened opened = access.open(call, Use.PREVIEW, 'P', byPreset);
    return renditions.preview(
        opened.asset(), opened.rendition(), who(call, opened), attachment(call));
  }

  private Response thumbnail(Call call) {
    Opened opened = access.open(call, Use.THUMBNAIL, 'V');
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
