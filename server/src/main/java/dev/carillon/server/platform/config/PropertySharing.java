package dev.carillon.server.platform.config;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.config.SharedProperties.Revision;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Keeps one node's file of cluster properties the same as those of all others: what is edited in
 * any of them becomes the next revision, which all write into their own. A file that remembers the
 * last revision tells, at the next start, whether the file was edited while the node was away.
 */
final class PropertySharing {

  private static final System.Logger LOG = System.getLogger(PropertySharing.class.getName());
  private static final Revision NONE = new Revision(0, "");

  private final SharedProperties revisions;
  private final Path remembered;

  /** What this node's file was brought to, or read as. */
  private Revision known = NONE;

  /** What is remembered for the next start. */
  private Revision noted = NONE;

  PropertySharing(SharedProperties revisions, Path remembered) {
    this.revisions = revisions;
    this.remembered = remembered;
  }

  /**
   * What counts for a node that begins: its own text, where there is none yet or where only its own
   * was changed since it went by the newest; else the newest.
   */
  Revision begin(String own, Path kept) throws IOException {
    Revision newest = revisions.newerThan(0).orElse(NONE);
    boolean unchangedElsewhere = mark(newest).equals(last());
    if (newest.number() == 0 || unchangedElsewhere) {
      known = newest;
      return sync(own);
    }
    if (!own.equals(newest.text())) {
      LOG.log(
          Level.WARNING,
          "The cluster properties of this node differ from those that the other nodes go by, which"
              + " count; what was in the file is kept in {0}",
          kept);
      DurableFiles.write(kept, own.getBytes(UTF_8));
    }
    return newest;
  }

  /**
   * This node's file has the text of this revision now. Only then is it remembered: else, after a
   * crash, the older text in the file would pass for an edit of it.
   */
  void applied(Revision revision) {
    if (revision.number() > noted.number()) {
      known = revision;
      noted = revision;
      remember();
    }
  }

  /** Changes the text for all nodes; what counts then, to be {@linkplain #applied applied}. */
  Revision change(UnaryOperator<String> change) {
    while (true) {
      Revision newest = newest();
      String text = change.apply(newest.text());
      if (text.equals(newest.text())) {
        return newest;
      }
      if (revisions.add(newest.number(), text)) {
        return new Revision(newest.number() + 1, text);
      }
    }
  }

  /**
   * What counts now, where this node's file has this text: that is an edit, which counts for all,
   * or what is newer. To be {@linkplain #applied applied}.
   */
  Revision sync(String own) {
    // of two nodes that are edited at once the later one counts
    return own.equals(known.text()) ? newest() : change(newest -> own);
  }

  private Revision newest() {
    return revisions.newerThan(known.number()).orElse(known);
  }

  private String last() throws IOException {
    return Files.exists(remembered) ? Files.readString(remembered, US_ASCII).strip() : "";
  }

  private void remember() {
    try {
      DurableFiles.write(remembered, (mark(noted) + "\n").getBytes(US_ASCII));
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Cannot note which cluster properties this node knows", failed);
    }
  }

  private static String mark(Revision revision) {
    return revision.number() + " " + Digests.sha256(revision.text());
  }
}
