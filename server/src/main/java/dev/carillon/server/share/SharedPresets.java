package dev.carillon.server.share;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.preset.PresetLookup;
import dev.carillon.server.asset.preset.RenditionPreset;
import dev.carillon.server.asset.preview.OnDemandRenditions;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Response;
import dev.carillon.server.preview.RenditionService.Who;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The presets that a link offers to its visitors: those of its owner, or of groups that he is in,
 * that are shared with links; where the link names presets, only those.
 */
final class SharedPresets {

  private static final String NAMED = "downloadPresetIds";

  private final PresetLookup presets;
  private final OnDemandRenditions renditions;

  SharedPresets(PresetLookup presets, OnDemandRenditions renditions) {
    this.presets = presets;
    this.renditions = renditions;
  }

  /** Those that a link offers. */
  List<RenditionPreset> of(AuthKey key) {
    if (!key.terms().grants().downloadPreview()) {
      return List.of();
    }
    List<String> named =
        Arrays.stream(key.terms().option(NAMED).split(","))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .toList();
    return presets.sharedBy(key.owner()).stream()
        .filter(preset -> named.isEmpty() || named.contains(preset.id()))
        .toList();
  }

  /** The one with this id, if a link offers it. */
  Optional<RenditionPreset> one(AuthKey key, String id) {
    return of(key).stream().filter(preset -> preset.id().equals(id)).findFirst();
  }

  /** An asset's rendition by a preset, waited for. */
  Response rendition(Call call, AuthKey key, Asset asset, RenditionPreset preset) {
    Who who =
        new Who(
            "guest of " + key.owner() + " " + call.remoteAddress().getHostAddress(),
            call.remoteAddress());
    return new Response.Later(
        () -> renditions.rendition(asset, preset.settings().rendition(), who, true));
  }
}
