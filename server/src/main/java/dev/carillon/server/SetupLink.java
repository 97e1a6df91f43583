package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The link at which the first user is made, in a file that only the server's user may read: a log
 * that is JSON goes elsewhere, and who reads it there could become a super user.
 */
final class SetupLink {

  private static final String NAME = "setup-link.txt";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SetupLink() {}

  /** Puts it there; the sentence that says where it is. */
  static String keep(Path home, String link) {
    Path file = home.resolve(NAME);
    try {
      DurableFiles.write(file, (link + "\n").getBytes(UTF_8), OWNER_ONLY);
      return "There is no user yet: the link to create the first user is in " + file;
    } catch (IOException unwritable) {
      return "There is no user yet, and the link to create the first user cannot be written ("
          + unwritable
          + "): start with CARILLON_ADMIN_USERNAME and CARILLON_ADMIN_PASSWORD";
    }
  }

  /** It is of an earlier start, and does nothing any more. */
  static void drop(Path home) {
    try {
      Files.deleteIfExists(home.resolve(NAME));
    } catch (IOException left) {
      System.getLogger("carillon")
          .log(System.Logger.Level.WARNING, "An old set-up link cannot be removed", left);
    }
  }
}
