package dev.carillon.server.platform.database;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A migration script that ran.
 *
 * @param version null where Flyway noted something else
 * @param checksum null where it has none
 */
record RanScript(@Nullable String version, @Nullable Object checksum, boolean success) {

  /** Whether this program has it, as it ran. */
  boolean is(Map<String, Integer> shipped) {
    return success && known(shipped) && Objects.equals(checksum, shipped.get(version));
  }

  private boolean known(Map<String, Integer> shipped) {
    return version != null && shipped.containsKey(version);
  }

  /** Whether this program does not have it. */
  boolean foreign(Map<String, Integer> shipped) {
    return version != null && !known(shipped);
  }

  /** Whether this program has it with other words. */
  boolean changed(Map<String, Integer> shipped) {
    return known(shipped) && checksum != null && !checksum.equals(shipped.get(version));
  }
}
