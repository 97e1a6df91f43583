package dev.carillon.server.assets.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files in a folder and those below it. Other nodes write there at the same time: what vanishes
 * meanwhile is left out.
 */
final class FolderListing implements Iterator<Path> {

  private final int depth;
  private final Path leftOut;
  private final Deque<Iterator<Path>> folders = new ArrayDeque<>();
  private @Nullable Path next;

  /**
   * The files in a folder, which need not be there.
   *
   * @param depth how many levels there are
   * @param leftOut a folder that is not looked into
   */
  FolderListing(Path folder, int depth, Path leftOut) {
    this.depth = depth;
    this.leftOut = leftOut;
    enter(folder);
  }

  @Override
  public boolean hasNext() {
    while (next == null && !folders.isEmpty()) {
      Iterator<Path> innermost = folders.getFirst();
      Path path = innermost.hasNext() ? innermost.next() : null;
      if (path == null) {
        folders.removeFirst();
      } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        enter(path);
      } else if (Files.isRegularFile(path)) {
        next = path;
      }
    }
    return next != null;
  }

  @Override
  public Path next() {
    Path file = hasNext() ? next : null;
    next = null;
    if (file == null) {
      throw new NoSuchElementException();
    }
    return file;
  }

  private void enter(Path folder) {
    if (folders.size() == depth || folder.equals(leftOut)) {
      return;
    }
    try (Stream<Path> paths = Files.list(folder)) {
      folders.addFirst(paths.toList().iterator());
    } catch (NoSuchFileException | NotDirectoryException gone) {
      // there is nothing in it
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
