package dev.carillon.server.assets.download;

import dev.carillon.server.assets.asset.FileAccess;
import dev.carillon.server.assets.asset.Originals;
import dev.carillon.server.assets.asset.RequestSecrets.Use;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.platform.http.Access;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import java.util.Map;
import java.util.Set;

/** The download of assets' files. */
public final class FilesApi {

  private final FileAccess access;
  private final Originals originals;
  private final History history;

  public FilesApi(FileAccess access, Originals originals, History history) {
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
        Access.ANYONE,
        this::file);
  }

  private Response file(Call call) {
    boolean attachment = call.params().flag("forceDownload", false);
    FileAccess.Opened file = access.open(call, Use.ORIGINAL, 'U');
    Response answer = originals.download(file.asset(), attachment);
    history.downloaded(
        call,
        file.asset(),
        file.actor(),
        file.byEngine() ? Map.of("for", "external processing") : Map.of());
    return answer;
  }
}
