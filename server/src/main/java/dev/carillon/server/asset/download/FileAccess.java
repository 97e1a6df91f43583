package dev.carillon.server.asset.download;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.Assets;
import dev.carillon.server.asset.Guard;
import dev.carillon.server.asset.history.Actor;
import dev.carillon.server.asset.link.RequestSecrets;
import dev.carillon.server.asset.link.RequestSecrets.Use;
import dev.carillon.server.http.Call;
import java.util.Optional;

/** Finds the asset whose file a call wants, if the caller may have it. */
public final class FileAccess {

  private final Assets assets;
  private final RequestSecrets secrets;
  private final Guard guard;

  public FileAccess(Assets assets, RequestSecrets secrets, Guard guard) {
    this.assets = assets;
    this.secrets = secrets;
    this.guard = guard;
  }

  /**
   * The asset that the path names, for whoever has its secret, or is logged in and permitted. A
   * secret counts as long as its maker may use the server; one without an end opens only what the
   * maker may have himself, at this moment.
   *
   * @param letter the permission that this use needs
   * @throws dev.carillon.server.http.Problem 401, 403 or 404
   */
  public Opened open(Call call, Use use, char letter) {
    String id = call.variable("id");
    String secret = call.params().text("requestSecret").orElse("");
    Optional<String> maker = secrets.admits(secret, id, use).filter(this::counts);
    if (maker.isPresent()) {
      Asset asset = assets.get(id);
      if (!RequestSecrets.endless(secret)
          || Guard.permits(guard.grants(maker.get()), asset, letter)) {
        return new Opened(asset, new Actor(maker.get(), call.remoteAddress().getHostAddress()));
      }
    }
    call.caller();
    return new Opened(guard.require(call, assets.get(id), letter), Actor.present());
  }

  /** Whether what somebody made counts: as long as he may use the server. */
  private boolean counts(String maker) {
    return maker.equals(RequestSecrets.SERVER) || guard.active(maker);
  }

  /**
   * An asset whose file may be sent.
   *
   * @param actor who has it: whoever made the secret, where there is one
   */
  public record Opened(Asset asset, Actor actor) {

    /** Whether an external engine has it, by a secret of the server's own. */
    public boolean byEngine() {
      return actor.user().isEmpty();
    }
  }
}
