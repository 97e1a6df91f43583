package dev.carillon.server.assets.download;

import dev.carillon.server.assets.asset.FileDownloads;
import dev.carillon.server.assets.asset.OriginalFiles;
import dev.carillon.server.assets.asset.RequestSecrets.Use;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.Map;
import java.util.Set;

/** The download of assets' files. */
public final class FilesApi {

  private final FileDownloads access;
  private final OriginalFiles originals;
  private final History history;

  public FilesApi(FileDownloads access, OriginalFiles originals, History history) {
    this.access = access;
    this.originals = originals;
    this.history = history;
  }

  /**
   * Adds the download, open to all here, since a secret in the link is enough. What stands after
   * the id is only for people to read.
   */
  public void routes(Routes routes) {
    routes.on(
        Set.of("GET", "POST", "HEAD"),
        "/file/{id}/*",
        Routes.Effect.READS,
        RouteAccess.ANYONE,
        this::file);
  }

  private Response file(Call call) {
    boolean attachment = call.params().flag("forceDownload", false);
    FileDownloads.Opened file = access.open(call, Use.ORIGINAL, 'U');
    Response answer = originals.download(file.asset(), attachment);
    history.downloaded(
        call,
        file.asset(),
        file.actor(),
        file.byEngine() ? Map.of("for", "external processing") : Map.of());
    return answer;
  }
}
