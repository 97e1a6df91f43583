package dev.carillon.server.platform.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A note beside an embedded database that was moved to PostgreSQL. While it is there, no server
 * uses the file: what is pending in it is sent from the other database.
 *
 * @param database the address of the PostgreSQL database, without passwords
 * @param movedAt RFC 3339
 */
public record MovedDatabase(String database, String movedAt) {

  /** Where the note of this database file is. */
  public static Path noteOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".moved");
  }

  /** The note of this database file; empty where it was not moved. */
  public static Optional<MovedDatabase> of(Path file) {
    Path note = noteOf(file);
    if (Files.notExists(note)) {
      return Optional.empty();
    }
    Properties lines = new Properties();
    try (Reader text = Files.newBufferedReader(note)) {
      lines.load(text);
    } catch (IOException | IllegalArgumentException unreadable) {
      // that it is there is what counts
      lines.clear();
    }
    return Optional.of(
        new MovedDatabase(
            lines.getProperty("database", "a PostgreSQL database that cannot be read from there"),
            lines.getProperty("movedAt", "an unknown time")));
  }

  /** Writes the note; from when this returns, no server uses the file, whatever happens. */
  public void keep(Path file) throws IOException {
    String text =
        "# The database file beside this note was moved, and is not used any more.\n"
            + "database=%s\nmovedAt=%s\n".formatted(database, movedAt);
    DurableFiles.write(noteOf(file), text.getBytes(UTF_8));
  }

  /** Why this database file is not used, and what to do. */
  public String refusal(Path file) {
    return ("the database %s was moved to %s at %s, and must not be used any more: what was"
            + " pending in it is sent from there. Start with --database %s (or"
            + " CARILLON_DATABASE, or 'database' in node.properties). To use the file"
            + " nevertheless, without what was recorded since, and with requests that may be sent"
            + " a second time, delete %s")
        .formatted(file, database, movedAt, database, noteOf(file));
  }

  /**
   * Refuses a database file that was moved. Its lock must be held: who moves it holds the lock.
   *
   * @throws HooksException with {@code STORE_UNUSABLE}
   */
  static void refuse(Path file) {
    of(file)
        .ifPresent(
            moved -> {
              throw new HooksException(Code.STORE_UNUSABLE, moved.refusal(file));
            });
  }
}
