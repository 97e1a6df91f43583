package dev.carillon.server.operations.health;

import dev.carillon.server.operations.backup.LastBackup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the home was backed up. That it never was is no fault by itself: it may be done with other
 * tools.
 *
 * @param home where that is noted
 */
public record BackupAge(Path home, InstantSource wall) {

  Check check() {
    return LastBackup.of(home)
        .map(last -> Check.up("backup", "The last backup is " + age(last) + ": " + last.folder()))
        .orElse(Check.up("backup", "carillon backup has not made a backup yet"));
  }

  /** When and where the last one was made; null where none is noted. */
  @Nullable Map<String, Object> shown() {
    return LastBackup.of(home)
        .map(
            last ->
                Map.<String, Object>of(
                    "madeAt",
                    last.madeAt().truncatedTo(ChronoUnit.MILLIS).toString(),
                    "folder",
                    last.folder()))
        .orElse(null);
  }

  private String age(LastBackup last) {
    Duration age = Duration.between(last.madeAt(), wall.instant());
    long hours = Math.max(0, age.toHours());
    return hours < 48 ? hours + " h old" : age.toDays() + " days old";
  }
}
