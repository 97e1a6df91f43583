package dev.carillon.server.assets.resource;

import dev.carillon.server.assets.api.AssetJson;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.content.FileUrls;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.AnywhereParameters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /api/asset/<ids>/signed-…-url}: links to files that work by themselves.
 *
 * @param clock by which URLs expire
 * @param presets those that URLs may name
 */
public record SignedUrls(
    Assets assets,
    AssetPermissions assetPermissions,
    AssetJson hits,
    InstantSource clock,
    RenditionPresets presets) {

  private static final int MINUTES = 600;
  private static final int MINUTES_MAX = 7 * 24 * 60;

  /** What stands for a link without an end. */
  private static final int FOREVER = -1;

  private static final int IDS_MAX = 200;

  /** Adds the calls. */
  public void routes(Routes routes) {
    routes
        .group("/api/asset/{ids}/signed-", RouteAccess.USER)
        .get("original-url", call -> sign(call, Permission.USE_ORIGINAL, FileUrls::original))
        .get("preview-url", call -> sign(call, Permission.PREVIEW, FileUrls::preview))
        .get("thumbnail-url", call -> sign(call, Permission.VIEW, FileUrls::thumbnail))
        .get("image-rendition-url", this::signRendition);
  }

  private Response signRendition(Call call) {
    Params params = AnywhereParameters.of(call);
    RenditionSettings settings = settings(call, params);
    return signed(call, params, Permission.PREVIEW, (urls, link) -> urls.rendition(link, settings));
  }

  /** The settings of a preset, or of the parameters; the default preview's without any. */
  private RenditionSettings settings(Call call, Params params) {
    Optional<String> preset = params.text("presetId");
    String name =
        Arrays.stream(RenditionSettings.Key.values())
            .map(RenditionSettings.Key::word)
            .filter(key -> params.text(key).isPresent())
            .map(key -> key + "_" + params.required(key).replace("_", " "))
            .collect(Collectors.joining("_"));
    String format = params.text("format").orElse("");
    if (preset.isPresent()) {
      if (!name.isEmpty() || !format.isEmpty()) {
        throw Problem.badField(
            "presetId", preset.get(), "used alone: a preset defines format and settings itself");
      }
      return presets.usable(preset.get(), call.caller()).settings().rendition();
    }
    RenditionSettings.Format written =
        RenditionSettings.Format.of(format.isEmpty() ? "jpg" : format)
            .filter(each -> each != RenditionSettings.Format.MP4)
            .orElseThrow(() -> Problem.badField("format", format, "jpg, png or tiff"));
    return name.isEmpty()
        ? RenditionSettings.standard(written)
        : RenditionSettings.parse(name + "." + written.extension());
  }

  private Response sign(
      Call call, Permission permission, BiFunction<FileUrls, FileUrls.Link, String> file) {
    return signed(call, AnywhereParameters.of(call), permission, file);
  }

  private Response signed(
      Call call,
      Params params,
      Permission permission,
      BiFunction<FileUrls, FileUrls.Link, String> file) {
    Duration validFor = validFor(params);
    List<Asset> all = ids(call).map(id -> asset(call, id, permission)).toList();
    return Response.json(all.stream().map(asset -> shown(call, asset, validFor, file)).toList());
  }

  private Map<String, Object> shown(
      Call call, Asset asset, Duration validFor, BiFunction<FileUrls, FileUrls.Link, String> file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("assetId", asset.id());
    shown.put("signedUrl", hits.signedUrl(call, asset, validFor, file));
    if (!validFor.equals(RequestSecrets.FOREVER)) {
      shown.put("validUntil", clock.instant().plus(validFor).toEpochMilli());
    }
    return shown;
  }

  private static Duration validFor(Params params) {
    int minutes = params.number("validFor", MINUTES, FOREVER, MINUTES_MAX);
    if (minutes == 0) {
      throw Problem.badField("validFor", "0", "minutes from 1 to " + MINUTES_MAX + ", or -1");
    }
    return minutes == FOREVER ? RequestSecrets.FOREVER : Duration.ofMinutes(minutes);
  }

  private static Stream<String> ids(Call call) {
    List<String> ids = Params.split(call.variable("ids"));
    if (ids.isEmpty() || ids.size() > IDS_MAX) {
      throw Problem.badRequest("The path must name 1 to " + IDS_MAX + " assets");
    }
    return ids.stream();
  }

  private Asset asset(Call call, String id, Permission permission) {
    Asset asset = assetPermissions.require(call, assets.get(id), permission);
    if (permission != Permission.USE_ORIGINAL && !asset.previewIs(PreviewState.MADE)) {
      throw Problem.notFound("preview of asset", id);
    }
    return asset;
  }
}
