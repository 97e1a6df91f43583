package dev.carillon.server.operations.health;

import dev.carillon.server.platform.http.capacity.DiskSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * The disks that this process writes to.
 *
 * @param folders by what they are called
 * @param kept how much of a disk of so many bytes is kept free of uploads
 */
public record Disks(Map<String, Path> folders, LongUnaryOperator kept) {

  private static final long GB = 1_000_000_000;
  private static final long FULL_BYTES = 16L << 20;
  private static final long LOW_BYTES = 512L << 20;
  private static final double LOW_PART = 0.1;

  public Disks {
    folders = new TreeMap<>(folders);
  }

  /** Whether there is space on each. */
  public List<Check> checks() {
    return folders.entrySet().stream()
        .map(named -> check("disk " + named.getKey(), named.getValue()))
        .toList();
  }

  /** How much space is free on each; empty if the system does not say. */
  Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    folders.forEach(
        (name, folder) -> {
          try {
            DiskSpace.Space space = DiskSpace.REAL.of(folder);
            Map<String, Object> disk = new LinkedHashMap<>();
            disk.put("path", folder.toString());
            disk.put("freeBytes", space.free());
            disk.put("totalBytes", space.total());
            shown.put(name, disk);
          } catch (IOException unreadable) {
            shown.put(name, Map.of("path", folder.toString()));
          }
        });
    return shown;
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, bytes < 10 * GB ? "%.1f GB" : "%.0f GB", bytes / (double) GB);
  }

  private Check check(String name, Path folder) {
    try {
      DiskSpace.Space space = DiskSpace.REAL.of(folder);
      String free =
          gigabytes(space.free()) + " of " + gigabytes(space.total()) + " are free in " + folder;
      if (space.free() < FULL_BYTES) {
        return Check.down(name, "The disk is full: " + free);
      }
      if (space.free() < kept.applyAsLong(space.total())) {
        return Check.degraded(
            name,
            "Uploads and previews wait, because %s are kept for the database: %s"
                .formatted(gigabytes(kept.applyAsLong(space.total())), free));
      }
      boolean low = space.free() < LOW_BYTES && space.free() < space.total() * LOW_PART;
      return low ? Check.degraded(name, "The disk is nearly full: " + free) : Check.up(name, free);
    } catch (IOException unreadable) {
      return Check.down(name, "The folder " + folder + " cannot be used: " + unreadable);
    }
  }
}
