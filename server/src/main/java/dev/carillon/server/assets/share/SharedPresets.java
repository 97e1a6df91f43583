package dev.carillon.server.assets.share;

import dev.carillon.server.assets.preview.RenditionPreset;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The presets that a link offers to its visitors: those of its owner, or of groups that he is in,
 * that are shared with links; where the link names presets, only those. Others make such presets,
 * and later than the link: where the link neither names one nor lets have the file itself, it shows
 * no more than the preview does.
 */
record SharedPresets(RenditionPresets presets) {

  private static final String NAMED = "downloadPresetIds";

  /** The presets that a link offers. */
  List<RenditionPreset> of(AuthKey key) {
    if (!key.terms().grants().downloadPreview()) {
      return List.of();
    }
    return presets.sharedBy(key.owner()).stream().filter(preset -> offered(key, preset)).toList();
  }

  /** The one with this id, if a link offers it. */
  Optional<RenditionPreset> one(AuthKey key, String id) {
    return key.terms().grants().downloadPreview()
        ? presets.sharedBy(key.owner(), id).filter(preset -> offered(key, preset))
        : Optional.empty();
  }

  /** The name of the rendition that a visitor of this link gets by a preset which it offers. */
  static String rendition(AuthKey key, RenditionPreset preset) {
    return any(key)
        ? preset.renditionName()
        : preset
            .withinPreview()
            .orElseThrow(() -> Problem.notFound("rendition preset", preset.id()));
  }

  private static boolean offered(AuthKey key, RenditionPreset preset) {
    List<String> named = named(key);
    return named.isEmpty()
        ? any(key) || preset.withinPreview().isPresent()
        : named.contains(preset.id());
  }

  /** Whether the owner lets visitors have whatever a preset shows of a file. */
  private static boolean any(AuthKey key) {
    return key.terms().grants().downloadOriginal() || !named(key).isEmpty();
  }

  private static List<String> named(AuthKey key) {
    return Params.split(key.terms().option(NAMED));
  }
}
