package dev.carillon.server.asset.preset;

import java.util.List;

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

  /** What stands for its renditions in paths, behind {@code /previews/}. */
  public String renditionName() {
    return settings.rendition().name();
  }
}
