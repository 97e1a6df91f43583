package dev.carillon.server.assets.file;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.FileStoreTrouble;
import dev.carillon.server.platform.files.LocalFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies the files of one store into another. What is there already is left alone, so that it can
 * be interrupted, and run again for what came meanwhile; nothing is removed.
 */
public final class FileCopy {

  private final FileStorage from;
  private final FileStorage to;
  private final boolean verified;
  private final Consumer<String> told;
  private long copied;
  private long there;
  private long bytes;
  private long damaged;
  private long different;

  /**
   * A copy that has not begun.
   *
   * @param verified whether files that are in the other store are read there and compared
   * @param told is given a line for each file that is not as it should be
   */
  public FileCopy(FileStorage from, FileStorage to, boolean verified, Consumer<String> told) {
    this.from = from;
    this.to = to;
    this.verified = verified;
    this.told = told;
  }

  /**
   * Copies.
   *
   * @param progress is given the state after each file
   * @throws IOException if one of the stores cannot be used
   */
  public Report run(Consumer<Report> progress) throws IOException {
    try (Stream<FileStorage.Entry> entries = from.list("")) {
      Iterator<FileStorage.Entry> all = entries.iterator();
      while (all.hasNext()) {
        FileStorage.Entry entry = all.next();
        if (BlobStore.isKey(entry.key())) {
          one(entry);
          progress.accept(report());
        }
      }
    }
    return report();
  }

  private void one(FileStorage.Entry entry) throws IOException {
    String key = entry.key();
    LocalFile source;
    try {
      source = from.file(key).local();
    } catch (NoSuchFileException removedMeanwhile) {
      return; // it was purged, or forgotten, since it was listed
    } catch (FileStoreTrouble trouble) {
      if (!trouble.damaged()) {
        throw trouble;
      }
      damaged(key);
      return;
    }
    try (LocalFile file = source) {
      if (length(key) == entry.length()) {
        there++;
        if (verified && !Digests.sha256(file.path()).equals(content(key))) {
          different++;
          told.accept("different in " + to.name() + ": " + key);
        }
        return;
      }
      if (isBlob(key) && !Digests.sha256(file.path()).equals(key.substring(key.length() - 64))) {
        damaged(key);
        return;
      }
      to.copy(file.path(), key);
      copied++;
      bytes += entry.length();
    }
  }

  private void damaged(String key) {
    damaged++;
    told.accept("damaged in " + from.name() + ", not copied: " + key);
  }

  private static boolean isBlob(String key) {
    return BlobStore.ofBlob(key) && key.endsWith(BlobStore.blobOf(key));
  }

  private long length(String key) throws IOException {
    try {
      return to.file(key).length();
    } catch (NoSuchFileException absent) {
      return -1;
    }
  }

  private String content(String key) throws IOException {
    try (LocalFile file = to.file(key).local()) {
      return Digests.sha256(file.path());
    } catch (FileStoreTrouble trouble) {
      if (trouble.damaged()) {
        return "";
      }
      throw trouble;
    }
  }

  private Report report() {
    return new Report(copied, bytes, there, damaged, different);
  }

  /**
   * What was done.
   *
   * @param copied how many files
   * @param bytes their length
   * @param there how many files the other store had already
   * @param damaged how many were not copied, because their content is not what was stored
   * @param different how many of those that it had have another content
   */
  public record Report(long copied, long bytes, long there, long damaged, long different) {

    /** Whether the other store has all files as they should be. */
    public boolean clean() {
      return damaged == 0 && different == 0;
    }
  }
}
