package dev.carillon.server.operations.backup;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.server.assets.file.FileCopy;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.FolderStorage;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.operations.home.DurableCopy;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Copies the files of a file store into a folder, laid out as a file store is. */
@FunctionalInterface
interface FilesSource {

  /**
   * Copies them, durably.
   *
   * @param progress gets how many files are copied
   */
  Copied copyInto(Path folder, LongConsumer progress) throws IOException;

  /** How much was copied. */
  record Copied(long files, long bytes) {}

  /** The files of this node's store. */
  static FilesSource of(ServerConfig config) {
    return switch (config.fileStore()) {
      case FileStoreConfig.Folder(Path folder) -> (to, progress) -> ofFolder(folder, to, progress);
      case FileStoreConfig.S3 s3 -> (to, progress) -> ofObjects(s3, config.home(), to, progress);
    };
  }

  private static Copied ofFolder(Path folder, Path to, LongConsumer progress) throws IOException {
    LongAdder count = new LongAdder();
    LongAdder bytes = new LongAdder();
    DurableCopy.copy(
        folder,
        to,
        below -> !below.startsWith("incoming"),
        file -> {
          count.increment();
          bytes.add(file.toFile().length());
          progress.accept(count.sum());
        });
    return new Copied(count.sum(), bytes.sum());
  }

  private static Copied ofObjects(FileStoreConfig.S3 s3, Path home, Path to, LongConsumer progress)
      throws IOException {
    Path scratch = Files.createTempDirectory(home, "files-copy");
    try (FileStorage from = FileStorages.open(s3, scratch)) {
      FolderStorage folder = new FolderStorage(to);
      List<String> troubles = new ArrayList<>();
      FileCopy copy = new FileCopy(from, folder, false, troubles::add);
      FileCopy.Report report = copy.run(at -> progress.accept(at.copied()));
      if (!report.clean()) {
        throw new Failure(
            ExitCode.FAILURE,
            "no backup was made: %s. Restore them from an older backup, or remove their assets"
                .formatted(String.join("; ", troubles.stream().limit(5).toList())));
      }
      DurableCopy.remove(folder.incoming());
      return new Copied(report.copied(), report.bytes());
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    } finally {
      DurableCopy.remove(scratch);
    }
  }
}
