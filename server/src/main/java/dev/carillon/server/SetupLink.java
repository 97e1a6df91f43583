package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The link at which the first user is made, in a file that only the server's user may read: a log
 * that is JSON goes elsewhere, and whoever reads it there could make himself a super user.
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
      Files.deleteIfExists(file);
      try (FileChannel out =
          FileChannel.open(
              file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
        out.write(ByteBuffer.wrap((link + "\n").getBytes(UTF_8)));
      }
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
