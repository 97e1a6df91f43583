package dev.carillon.cli.listen;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.hooks.webhook.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The secret that signs what this machine forwards: made once, so that it stays over restarts. */
public final class ListenSecret {

  private ListenSecret() {}

  /** The one in this folder, made where there is none. */
  public static String readOrMake(Path folder) {
    Path file = folder.resolve("listen.secret");
    try {
      Files.createDirectories(folder);
      try {
        Files.createFile(file, ownersOnly(folder));
        Files.writeString(file, Secret.random().token());
      } catch (FileAlreadyExistsException made) {
        // from an earlier run
      }
      String token = Files.readString(file).strip();
      if (token.isEmpty()) {
        throw new Failure(ExitCode.FAILURE, file + " is empty; delete the file");
      }
      return token;
    } catch (IOException failed) {
      throw new Failure(ExitCode.FAILURE, file + " cannot be used: " + failed.getMessage());
    }
  }

  private static FileAttribute<?>[] ownersOnly(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
