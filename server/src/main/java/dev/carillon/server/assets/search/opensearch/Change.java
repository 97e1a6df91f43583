package dev.carillon.server.assets.search.opensearch;

import dev.carillon.server.assets.field.Metadata;
import java.util.Optional;
import java.util.function.Supplier;

/** The last change of one asset. */
public sealed interface Change {

  /** Its number in the log. */
  long sequence();

  /** Which asset. */
  String assetId();

  /**
   * An asset as it is now.
   *
   * @param text the words of its file; empty where the file store cannot be used now
   */
  record Present(long sequence, String assetId, Metadata metadata, Supplier<Optional<String>> text)
      implements Change {}

  /** An asset that is not there any more. */
  record Gone(long sequence, String assetId) implements Change {}
}
