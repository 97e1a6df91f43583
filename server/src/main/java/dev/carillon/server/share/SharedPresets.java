package dev.carillon.server.share;

import dev.carillon.server.asset.preset.PresetLookup;
import dev.carillon.server.asset.preset.RenditionPreset;
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

  SharedPresets(PresetLookup presets) {
    this.presets = presets;
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
}
