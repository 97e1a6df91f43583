package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.platform.files.StoredFile;
import java.time.Duration;
import java.util.Optional;

/** The external engines that make pictures of assets. */
public interface ExternalPreviews {

  /** No external engine does. */
  ExternalPreviews NONE = new ExternalPreviews() {};

  /** Sets what runs when an asset may be taken again before its time. */
  default void onReady(Runnable told) {}

  /** Asked now and then: looks whether another node has changed anything. */
  default void refresh() {}

  /** How long it is until an asset is to be taken again, where that is less than this. */
  default Duration pause(Duration most) {
    return most;
  }

  /** Whether an external engine makes the pictures of files of its type. */
  default boolean handles(Asset asset) {
    return false;
  }

  /** Why an asset has no pictures, where an external engine should have made them. */
  default Optional<String> failure(String assetId) {
    return Optional.empty();
  }

  /** Takes an asset that waits for pictures, if an external engine makes them. */
  default Taken take(Asset asset) {
    return new Taken.Own();
  }

  /** The pictures that an external engine sent are kept and shown. */
  default void made(Asset asset) {
    throw new IllegalStateException("nothing was taken");
  }

  /** The pictures that an external engine sent cannot be used. */
  default void unusable(Asset asset, String why) {
    throw new IllegalStateException("nothing was taken");
  }

  /** Where an asset's pictures are made: here, by an external engine, or done already. */
  sealed interface Taken {

    /** This server makes them. */
    record Own() implements Taken {}

    /** An external engine makes them; it has its job or will get it. */
    record Elsewhere() implements Taken {}

    /** An external engine has made these pictures. */
    record Come(Pictures pictures) implements Taken {}
  }

  /**
   * Pictures as they came, not decoded yet.
   *
   * @param thumbnail empty = to be made of the preview
   */
  record Pictures(StoredFile preview, Optional<StoredFile> thumbnail) {}
}
