package dev.carillon.server.operations.transfer;

import java.util.Locale;

/** What a transfer says of itself to the person who started it. */
final class TransferMessages {

  private TransferMessages() {}

  static String began(CopyBeginning how, int tables) {
    return switch (how) {
      case ANEW -> "Copying %d tables …".formatted(tables);
      case CONTINUED -> "Continuing the interrupted copy of %d tables …".formatted(tables);
      case REPEATED ->
          "The home was used since the copy began; copying all %d tables again …".formatted(tables);
    };
  }

  static String copied(CopiedTable table, CopyProgress progress) {
    return String.format(Locale.ROOT, "%s: %,d rows …", table.name(), progress.copied());
  }

  static String compared(TableVerdict verdict) {
    return verdict.equal()
        ? String.format(
            Locale.ROOT,
            "%-24s %,12d rows  %s  equal",
            verdict.table(),
            verdict.rows(),
            verdict.sha256())
        : String.format(
            Locale.ROOT,
            "%-24s %,12d rows, copied %,d  %s %s  DIFFERENT: %s",
            verdict.table(),
            verdict.rows(),
            verdict.copied(),
            verdict.sha256(),
            verdict.copiedSha256(),
            verdict.difference());
  }

  static String replaced(long texts) {
    return String.format(
        Locale.ROOT, "The character U+0000 was replaced by U+FFFD in %,d texts.", texts);
  }

  static String outcome(TransferReport report) {
    if (!report.equal()) {
      return "The copy differs, so the home stays with its SQLite file. Did something else write"
          + " into the database? Drop it, create it again, and run the command again.";
    }
    if (!report.switched()) {
      return "All tables are equal. The home stays with its SQLite file; run the command without"
          + " --no-switch, while the server is stopped, to move it.";
    }
    return "The home now uses "
        + report.database()
        + ", as node.properties says. If the server is started with --database or"
        + " CARILLON_DATABASE, change these to the same. The SQLite file is left as a copy of"
        + " this moment; remove it when you do not need it any more.";
  }
}
