package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.audit.AuditStore.StoredEntry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the whole chain and says where it is broken first, if it is. */
record Verification(Database database, AuditStore store, ChainAnchor anchor) {

  private static final int PAGE = 2_000;
  private static final int TRIES = 20;
  private static final Verdict NOTHING = new Verdict(0, ChainHead.Link.NONE, Optional.empty());
  private static final String NEXT =
      "select " + AuditStore.COLUMNS + " from audit_log where seq > ? order by seq limit " + PAGE;

  /** Checks all that is there now. */
  Verdict verdict() {
    ChainHead.Link known;
    try {
      known = anchor.newest().orElse(ChainHead.Link.NONE);
    } catch (IOException unreadable) {
      return broken(0, ChainHead.Link.NONE, 0, String.valueOf(unreadable.getMessage()));
    }
    Verdict verdict = NOTHING;
    for (int tried = 0; tried < TRIES; tried++) {
      ChainHead head = database.read(AuditStore::head);
      verdict = verdict(head, known);
      boolean still = database.read(AuditStore::head).base().equals(head.base());
      if (verdict.broken().isEmpty() || still) {
        return verdict;
      }
      // purged meanwhile: what was missed is not missing
    }
    return verdict;
  }

  private Verdict verdict(ChainHead head, ChainHead.Link known) {
    Verdict inside = walk(head);
    Optional<String> wrong = inside.broken().isPresent() ? Optional.empty() : end(known);
    return wrong.isPresent()
        ? broken(inside.checked(), head.last(), head.last().seq() + 1, wrong.get())
        : inside;
  }

  /** What is wrong with the chain's end, looked at in a moment when nothing is appended. */
  private Optional<String> end(ChainHead.Link known) {
    Optional<String> wrong = Optional.empty();
    for (int tried = 0; tried < TRIES; tried++) {
      ChainHead head = database.read(AuditStore::head);
      wrong = database.read(connection -> store.continuity(connection, head, known));
      if (wrong.isEmpty() || database.read(AuditStore::head).equals(head)) {
        return wrong;
      }
    }
    return wrong;
  }

  private Verdict walk(ChainHead head) {
    ChainHead.Link at = head.base();
    long checked = 0;
    while (at.seq() < head.last().seq()) {
      long from = at.seq();
      List<StoredEntry> page =
          database.read(connection -> Sql.list(connection, NEXT, AuditStore::read, from));
      if (page.isEmpty()) {
        return broken(
            checked, head.last(), from + 1, "it is missing, and so are all later entries");
      }
      for (StoredEntry each : page) {
        long seq = each.link().seq();
        if (seq > head.last().seq()) {
          break;
        }
        Optional<String> wrong = wrong(each, at);
        if (wrong.isPresent()) {
          return broken(checked, head.last(), Math.min(seq, at.seq() + 1), wrong.get());
        }
        at = each.link();
        checked++;
      }
    }
    return at.equals(head.last())
        ? new Verdict(checked, head.last(), Optional.empty())
        : broken(checked, head.last(), at.seq(), "the log's head names another last entry");
  }

  private static Optional<String> wrong(StoredEntry each, ChainHead.Link before) {
    if (each.link().seq() != before.seq() + 1) {
      return Optional.of("it is missing");
    }
    if (!HashChain.hash(before.hash(), each.link().seq(), each.entry())
        .equals(each.link().hash())) {
      return Optional.of("this entry or the previous one was changed");
    }
    return each.entry().action().equals(SystemEntries.TAMPERED)
        ? Optional.of(
            "a server found here that the log was changed: " + each.entry().diff().after())
        : Optional.empty();
  }

  private static Verdict broken(long checked, ChainHead.Link head, long id, String says) {
    return new Verdict(checked, head, Optional.of(new Broken(id, says)));
  }

  /** What was found. */
  record Verdict(long checked, ChainHead.Link head, Optional<Broken> broken) {

    /** As the API shows it. */
    Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("intact", broken.isEmpty());
      json.put("checked", checked);
      json.put("head", head.hash());
      json.put("broken", broken.map(Broken::json).orElse(null));
      return json;
    }
  }

  /** The first entry that is not as it was written. */
  record Broken(long id, String says) {

    private Map<String, String> json() {
      Map<String, String> json = new LinkedHashMap<>();
      json.put("id", String.valueOf(id));
      json.put("says", says);
      return json;
    }
  }
}
