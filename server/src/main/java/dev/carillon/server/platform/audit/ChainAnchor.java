package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.files.DurableFiles;
import dev.carillon.server.platform.tasks.RepeatedFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The newest entry that this node knows of, in a file beside the database: who cuts off the end of
 * the chain, and puts an older head back, is found by it. Of the thread that appends.
 */
final class ChainAnchor {

  private static final System.Logger LOG = System.getLogger(ChainAnchor.class.getName());

  private final Path file;
  private final HeadSeal seal;
  private final RepeatedFailure failure;
  private ChainHead.Link written = ChainHead.Link.NONE;
  private volatile ChainHead.Link newest = ChainHead.Link.NONE;

  ChainAnchor(Path file, HeadSeal seal) {
    this.file = file;
    this.seal = seal;
    this.failure =
        new RepeatedFailure(
            LOG,
            "The newest audit entry cannot be written to "
                + file
                + ": until it can be written, a removal of the newest audit entries"
                + " cannot be detected");
  }

  /** Why the newest entry does not stand in the file; empty if it does. */
  String trouble() {
    return failure.trouble();
  }

  /** There is a newer entry. */
  void at(ChainHead.Link link) {
    newest = link;
  }

  /** Writes it down, where it is newer than what was written. */
  void write() {
    ChainHead.Link link = newest;
    if (link.seq() <= written.seq()) {
      return;
    }
    try {
      // an embedded database would have made the folder
      Files.createDirectories(DurableFiles.folderOf(file));
      String text = link.seq() + " " + link.hash() + " " + seal.of(link) + "\n";
      DurableFiles.write(file, text.getBytes(StandardCharsets.US_ASCII));
      written = link;
      failure.over();
    } catch (IOException failed) {
      failure.happened(failed);
    }
  }

  /**
   * The newest entry that this node has seen; empty where it has seen none.
   *
   * @throws IOException where the file cannot be read, or another program wrote it
   */
  Optional<ChainHead.Link> newest() throws IOException {
    if (newest.seq() > 0) {
      return Optional.of(newest);
    }
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ");
    if (words.length == 3 && words[0].matches("[0-9]{1,18}")) {
      ChainHead.Link link = new ChainHead.Link(Long.parseLong(words[0]), words[1]);
      if (seal.holds(link, words[2])) {
        return Optional.of(link);
      }
    }
    throw new IOException(file + " was not written with the key of this server");
  }
}
