package dev.carillon.server.assets.preview;

import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.Problem;
import java.util.List;
import java.util.Optional;

/** Finds presets for calls that make renditions. */
public interface PresetLookup {

  /** There are none. */
  PresetLookup NONE =
      new PresetLookup() {
        @Override
        public RenditionPreset usable(String id, Caller caller) {
          throw Problem.notFound("rendition preset", id);
        }

        @Override
        public List<RenditionPreset> sharedBy(String username) {
          return List.of();
        }

        @Override
        public Optional<RenditionPreset> sharedBy(String username, String id) {
          return Optional.empty();
        }
      };

  /**
   * A preset that the caller may use.
   *
   * @throws Problem 404 where there is none that he sees
   */
  RenditionPreset usable(String id, Caller caller);

  /** Those that this user's share links offer. */
  List<RenditionPreset> sharedBy(String username);

  /** The one of them with this id. */
  Optional<RenditionPreset> sharedBy(String username, String id);
}
