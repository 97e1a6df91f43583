package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.Asset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who makes pictures of assets elsewhere. */
public interface ExternalPreviews {

  /** Nobody does. */
  ExternalPreviews NONE =
      new ExternalPreviews() {
        @Override
        public void onReady(Runnable told) {
          // nothing ever is
        }

        @Override
        public Duration pause(Duration most) {
          return most;
        }

        @Override
        public void refresh() {
          // nothing changes
        }

        @Override
        public boolean handles(Asset asset) {
          return false;
        }

        @Override
        public Optional<String> failure(String assetId) {
          return Optional.empty();
        }

        @Override
        public Taken take(Asset asset) {
          return new Taken.Own();
        }

        @Override
        public void made(Asset asset) {
          throw new IllegalStateException("nothing was taken");
        }

        @Override
        public void unusable(Asset asset, String why) {
          throw new IllegalStateException("nothing was taken");
        }
      };

  /** What is told that an asset may be taken again before its time. */
  void onReady(Runnable told);

  /** Asked now and then: looks whether another node has changed anything. */
  void refresh();

  /** How long it is until an asset is to be taken again, where that is less than this. */
  Duration pause(Duration most);

  /** Whether somebody elsewhere makes the pictures of files of its type. */
  boolean handles(Asset asset);

  /** Why an asset has no pictures, where somebody elsewhere should have made them. */
  Optional<String> failure(String assetId);

  /** Takes an asset that waits for pictures, or says whose work it is. */
  Taken take(Asset asset);

  /** The pictures that had come are kept and shown. */
  void made(Asset asset);

  /** The pictures that had come are none. */
  void unusable(Asset asset, String why);

  /** Whose work it is. */
  sealed interface Taken {

    /** This server's. */
    record Own() implements Taken {}

    /** Somebody else's, who has been told or will be. */
    record Elsewhere() implements Taken {}

    /** It is done: these pictures have come. */
    record Come(Pictures pictures) implements Taken {}
  }

  /**
   * Pictures as they came: nobody has looked at them.
   *
   * @param thumbnail empty = to be made of the preview
   */
  record Pictures(Path preview, Optional<Path> thumbnail) {}
}
