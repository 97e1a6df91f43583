package dev.carillon.server.asset;

import dev.carillon.server.asset.link.RequestSecrets;
import dev.carillon.server.asset.link.RequestSecrets.Use;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Caller;
import dev.carillon.server.http.Problem;

/** Finds the asset whose file a call wants, if the caller may have it. */
public final class FileAccess {

  private final Assets assets;
  private final RequestSecrets secrets;

  FileAccess(Assets assets, RequestSecrets secrets) {
    this.assets = assets;
    this.secrets = secrets;
  }

  /**
   * The asset that the path names, for whoever has its secret, or is logged in and permitted.
   *
   * @param letter the permission that this use needs
   * @throws Problem 401, 403 or 404
   */
  public Asset asset(Call call, Use use, char letter) {
    String id = call.variable("id");
    boolean secret =
        call.params()
            .text("requestSecret")
            .filter(given -> secrets.admits(given, id, use))
            .isPresent();
    if (secret) {
      return assets.get(id);
    }
    Caller caller = call.caller();
    Asset asset = assets.get(id);
    if (!Permissions.grants(Permissions.of(caller, asset), letter)) {
      throw Problem.forbidden("The permission " + letter + " for this file is missing");
    }
    return asset;
  }

  /**
   * Whether who calls has this permission for an asset.
   *
   * @throws Problem 401
   */
  public boolean permits(Call call, Asset asset, char letter) {
    return Permissions.grants(Permissions.of(call.caller(), asset), letter);
  }
}
