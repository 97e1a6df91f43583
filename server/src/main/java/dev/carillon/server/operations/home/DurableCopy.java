package dev.carillon.server.operations.home;

import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Copies folders so that the copies outlive a power failure. */
public final class DurableCopy {

  private DurableCopy() {}

  /**
   * Copies the files below a folder. One that goes meanwhile is passed over.
   *
   * @param wanted which files and folders, by their path below the folder
   * @param copied is given each copy
   */
  public static void copy(Path source, Path to, Predicate<Path> wanted, Consumer<Path> copied)
      throws IOException {
    // a store that lies elsewhere is reached by a link
    Path from = source.toRealPath();
    Files.createDirectories(to);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes facts)
              throws IOException {
            Path below = from.relativize(folder);
            if (!folder.equals(from) && !wanted.test(below)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(below));
            DurableFiles.permitAs(folder, to.resolve(below));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            Path below = from.relativize(file);
            if (facts.isRegularFile() && wanted.test(below)) {
              copyFile(file, to.resolve(below), copied);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw why;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException why) throws IOException {
            if (why != null) {
              throw why;
            }
            DurableFiles.syncFolder(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void copyFile(Path file, Path copy, Consumer<Path> copied) throws IOException {
    try {
      Files.copy(
          file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException gone) {
      return;
    }
    DurableFiles.sync(copy);
    copied.accept(copy);
  }

  /** Makes a folder that only its owner can read. */
  public static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    DurableFiles.permit(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** Removes a folder and all below. */
  public static void remove(Path folder) throws IOException {
    empty(folder);
    Files.deleteIfExists(folder);
  }

  /** Removes all below a folder, which may be a link to another; not the folder itself. */
  public static void empty(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    Path root = folder.toRealPath();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path each, @org.jspecify.annotations.Nullable IOException why) throws IOException {
            if (!each.equals(root)) {
              Files.delete(each);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
