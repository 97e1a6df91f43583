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
  private Revision known = NONE;

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

  /** This node's file has the text of this revision now. */
  void applied(Revision revision) {
    if (revision.number() > known.number()) {
      known = revision;
      remember();
    }
  }

  /** Changes the text for all nodes; the text that counts then. */
  String change(UnaryOperator<String> change) {
    while (true) {
      known = revisions.newerThan(known.number()).orElse(known);
      String text = change.apply(known.text());
      if (text.equals(known.text()) || add(text)) {
        return text;
      }
    }
  }

  /**
   * What counts now, where this node's file has this text: that is an edit, which counts for all, or
   * what is newer. To be {@linkplain #applied applied}.
   */
  Revision sync(String own) {
    boolean edited = !own.equals(known.text());
    Revision newest = revisions.newerThan(known.number()).orElse(known);
    if (!edited || own.equals(newest.text())) {
      return newest;
    }
    known = newest;
    // of two nodes at once the later one counts; what fails is tried again at the next look
    return add(own) ? known : new Revision(newest.number(), own);
  }

  private boolean add(String text) {
    if (!revisions.add(known.number(), text)) {
      return false;
    }
    known = new Revision(known.number() + 1, text);
    remember();
    return true;
  }

  private String last() throws IOException {
    return Files.exists(remembered) ? Files.readString(remembered, US_ASCII).strip() : "";
  }

  private void remember() {
    try {
      DurableFiles.write(remembered, (mark(known) + "\n").getBytes(US_ASCII));
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Cannot note which cluster properties this node knows", failed);
    }
  }

  private static String mark(Revision revision) {
    return revision.number() + " " + Digests.sha256(revision.text());
  }
}
