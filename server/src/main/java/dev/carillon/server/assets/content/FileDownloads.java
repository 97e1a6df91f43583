package dev.carillon.server.assets.content;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.RequestSecrets.Use;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the asset whose file a call wants, if the caller may have it. The URL names the asset by
 * its id or by its path; what stands behind {@code /*}{@code /} is only for people to read.
 *
 * @param secrets let callers without permissions have a file
 */
public record FileDownloads(
    Assets assets, RequestSecrets secrets, AssetPermissions assetPermissions) {

  private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{22}");
  private static final String RENDITION = "/previews/";
  private static final String SHOWN = "/*/";

  /**
   * The asset that the path names, for a caller with its secret, or with a login and the
   * permission. A secret counts as long as its maker may use the server; one without an end opens
   * only what the maker may have himself, at this moment.
   *
   * @param permission the permission that this use needs
   * @throws Problem 401, 403 or 404
   */
  public Opened open(Call call, Use use, Permission permission) {
    return open(call, use, permission, Optional.empty());
  }

  /**
   * Opens a rendition that the path does not name.
   *
   * @param rendition which one; empty = the one that the path names
   * @throws Problem as the other
   */
  public Opened open(Call call, Use use, Permission permission, Optional<String> rendition) {
    String secret = call.params().text("requestSecret").orElse("");
    if (!RequestSecrets.wellFormed(secret)) {
      // strangers without one cost no look-up
      call.caller();
    }
    Optional<Located> located =
        located(call).map(found -> new Located(found.asset(), rendition.orElse(found.rendition())));
    Optional<Opened> bySecret =
        located
            .flatMap(found -> admitted(secret, use, found))
            .filter(admitted -> lasting(secret, admitted, permission))
            .map(admitted -> opened(call, admitted));
    if (bySecret.isPresent()) {
      return bySecret.get();
    }
    if (located.isEmpty()
        && admits(secret, call.variable("id"), use).filter(this::counts).isPresent()) {
      throw Problem.notFound("asset", call.variable("id"));
    }
    call.caller();
    Located found = located.orElseThrow(() -> Problem.notFound("asset", call.variable("id")));
    return new Opened(
        assetPermissions.require(call, found.asset(), permission),
        Actor.present(),
        found.rendition());
  }

  /**
   * The file that a secret opens. One for a preview opens nothing that shows more than the preview,
   * one for a rendition opens only that. A caller without one learns nothing of whether what the
   * path says can be read.
   */
  private Optional<Admitted> admitted(String secret, Use use, Located located) {
    Asset asset = located.asset();
    String name = located.rendition();
    if (use != Use.PREVIEW || name.isEmpty()) {
      return admits(secret, asset.id(), use).map(maker -> new Admitted(asset, name, maker));
    }
    Optional<String> exactly = secrets.admits(secret, asset.id() + "/" + name, Use.RENDITION);
    return exactly.isPresent()
        ? exactly.map(maker -> new Admitted(asset, name, maker))
        : admits(secret, asset.id(), use)
            .flatMap(
                maker -> withinPreview(name).map(within -> new Admitted(asset, within, maker)));
  }

  /** Who made a secret for this use; one for the preview shows the thumbnail too. */
  private Optional<String> admits(String secret, String assetId, Use use) {
    Optional<String> maker = secrets.admits(secret, assetId, use);
    return maker.isEmpty() && use == Use.THUMBNAIL
        ? secrets.admits(secret, assetId, Use.PREVIEW)
        : maker;
  }

  private boolean lasting(String secret, Admitted admitted, Permission permission) {
    return counts(admitted.maker())
        && (!RequestSecrets.endless(secret)
            || AssetPermissions.permits(
                assetPermissions.of(admitted.maker()), admitted.asset(), permission));
  }

  private static Opened opened(Call call, Admitted admitted) {
    Actor actor = new Actor(admitted.maker(), call.remoteAddress().getHostAddress());
    return new Opened(admitted.asset(), actor, admitted.rendition());
  }

  /** Whether what a user made counts: as long as the user may use the server. */
  private boolean counts(String maker) {
    return maker.equals(RequestSecrets.SERVER) || assetPermissions.active(maker);
  }

  private Optional<Located> located(Call call) {
    String first = call.variable("id");
    String rest = call.variable("*");
    if (ID.matcher(first).matches()) {
      Optional<Asset> asset = assets.list(List.of(first)).stream().findFirst();
      if (asset.isPresent()) {
        return Optional.of(new Located(asset.get(), rendition("/" + rest)));
      }
    }
    String path = first + "/" + rest;
    int shown = path.indexOf(SHOWN);
    String place = shown < 0 ? path : path.substring(0, shown);
    Optional<Located> whole = at(place).map(asset -> new Located(asset, ""));
    int sized = place.lastIndexOf(RENDITION);
    return whole.isPresent() || sized < 0
        ? whole
        : at(place.substring(0, sized))
            .map(asset -> new Located(asset, rendition(place.substring(sized))));
  }

  private Optional<Asset> at(String place) {
    try {
      return assets.at(TreePath.parse("path", place));
    } catch (Problem noPath) {
      return Optional.empty();
    }
  }

  /**
   * The rendition under this name for a caller who may have no more of a file than its preview;
   * empty where it would show more.
   *
   * @param name what stands behind {@code /previews/}; empty = the preview
   * @throws Problem 400 where the name is none
   */
  public static Optional<String> withinPreview(String name) {
    return name.isEmpty()
        ? Optional.of(name)
        : RenditionSettings.parse(name).withinPreview().map(RenditionSettings::name);
  }

  /** What a path asks for behind {@code /previews/}; empty where it asks for nothing. */
  public static String rendition(String rest) {
    if (!rest.startsWith(RENDITION)) {
      return "";
    }
    String name = rest.substring(RENDITION.length());
    int end = name.indexOf('/');
    return end < 0 ? name : name.substring(0, end);
  }

  /** An asset that a path names, and the rendition of it that the path asks for. */
  private record Located(Asset asset, String rendition) {}

  /** What a secret opens, and who made it. */
  private record Admitted(Asset asset, String rendition, String maker) {}

  /**
   * An asset whose file may be sent.
   *
   * @param actor who has it: the user who made the secret, where there is one
   * @param rendition what stands after {@code /previews/}; empty = nothing does
   */
  public record Opened(Asset asset, Actor actor, String rendition) {

    /** Whether an external engine has it, by a secret of the server's own. */
    public boolean byEngine() {
      return actor.user().isEmpty();
    }
  }
}
