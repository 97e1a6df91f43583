package dev.carillon.server.asset;

import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import java.util.Set;

/** The download of assets' files. */
final class FilesApi {

  private final Assets assets;
  private final Originals originals;

  FilesApi(Assets assets, Originals originals) {
    this.assets = assets;
    this.originals = originals;
  }

  /** Adds the download: what stands after the id is only for people to read. */
  void routes(Routes routes) {
    routes.on(
        Set.of("GET", "POST", "HEAD"),
        "/file/{id}/*",
        Routes.Effect.READS,
        Access.USER,
        this::file);
  }

  private Response file(Call call) {
    boolean attachment = call.params().flag("forceDownload", false);
    return originals.download(assets.get(call.variable("id")), attachment);
  }
}
