package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import java.util.List;
import java.util.Optional;

/**
 * Settings for renditions under a name.
 *
 * @param creator the user who made it
 * @param sharedWithAuthKey whether share links offer it to their visitors
 * @param sharedWithGroups the ids of groups whose members see it
 */
public record RenditionPreset(
    String id,
    String name,
    String creator,
    boolean sharedWithAuthKey,
    List<String> sharedWithGroups,
    PresetSettings settings) {

  public RenditionPreset {
    sharedWithGroups = List.copyOf(sharedWithGroups);
  }

  /** The preset, shared with these groups. */
  RenditionPreset sharedWith(List<String> groups) {
    return new RenditionPreset(id, name, creator, sharedWithAuthKey, groups, settings);
  }

  /** What stands for its renditions in paths, behind {@code /previews/}. */
  public String renditionName() {
    return settings.rendition().name();
  }

  /**
   * The same for a caller who may have no more of a file than its preview; empty where it shows
   * more.
   */
  public Optional<String> withinPreview() {
    return settings.rendition().withinPreview().map(RenditionSettings::name);
  }
}
