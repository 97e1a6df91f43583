package dev.carillon.server.platform.files;

import dev.carillon.hooks.event.Ids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

/** Writes that are still there after the power fails: contents and names alike. */
public final class DurableFiles {

  private DurableFiles() {}

  /** The folder that a path is in. */
  public static Path folderOf(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }

  /**
   * Makes or replaces a file as a whole: after a crash it has the old content or the new one, and
   * where this fails the old one. Of several callers at once the last one wins.
   *
   * @param attributes of the new file, such as its permissions
   */
  public static void write(Path file, byte[] bytes, FileAttribute<?>... attributes)
      throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + "." + Ids.random() + ".tmp");
    try {
      writeNew(draft, bytes, attributes);
      move(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Writes a file that is not there yet, and makes its content durable, but not its name. */
  public static void writeNew(Path file, byte[] bytes, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Gives a file or folder another name in one step, or has it replace a file; durable. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(folderOf(to));
  }

  /** Makes a file's content durable. */
  public static void sync(Path file) throws IOException {
    force(file, StandardOpenOption.WRITE);
  }

  /** Makes the names in a folder durable. */
  public static void syncFolder(Path folder) throws IOException {
    force(folder, StandardOpenOption.READ);
  }

  /** Makes a folder and those between it and {@code root}, each with its name durable. */
  public static void createFolders(Path folder, Path root) throws IOException {
    if (Files.isDirectory(folder) || folder.equals(root)) {
      return;
    }
    createFolders(Objects.requireNonNull(folder.getParent()), root);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException raced) {
      // another thread made it; its name may not be durable yet, so it is synced here as well
    }
    syncFolder(folderOf(folder));
  }

  /** Lets a file or folder be used as this says, such as {@code rw-------}, where that can be. */
  public static void permit(Path path, Set<PosixFilePermission> permissions) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(permissions);
    }
  }

  /** Lets a file or folder be used as another one. */
  public static void permitAs(Path other, Path path) throws IOException {
    if (Files.getFileAttributeView(other, PosixFileAttributeView.class) != null) {
      permit(path, Files.getPosixFilePermissions(other));
    }
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
