package dev.carillon.server.asset;

import dev.carillon.server.asset.history.History;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import java.util.Map;
import java.util.Set;

/** The download of assets' files. */
final class FilesApi {

  private final Assets assets;
  private final Originals originals;
  private final History history;

  FilesApi(Assets assets, Originals originals, History history) {
    this.assets = assets;
    this.originals = originals;
    this.history = history;
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
    Asset asset = assets.get(call.variable("id"));
    Response answer = originals.download(asset, attachment);
    history.downloaded(call, asset, Map.of());
    return answer;
  }
}
