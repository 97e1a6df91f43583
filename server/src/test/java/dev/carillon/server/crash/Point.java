package dev.carillon.server.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A named place in the product at which a process can be made to end.
 *
 * @param type a class by its full name
 * @param method one of its methods; of those with this name, one that takes {@code parameter}
 * @param parameter a part of the descriptor; empty for all methods of the name
 * @param side when it is entered, or when it returns
 */
record Point(String type, String method, String parameter, Side side) {

  /** What a process says that ended at a point; that of one that was killed. */
  static final int EXIT_CODE = 137;

  /** The group is written, and not committed. */
  static final Point BEFORE_COMMIT =
      new Point("dev.carillon.hooks.jdbc.transaction.Session", "commit", "", Side.ENTRY);

  /** The group is committed, and nobody was told. */
  static final Point AFTER_COMMIT =
      new Point("dev.carillon.hooks.jdbc.transaction.Session", "commit", "", Side.RETURN);

  /** The engine has the deliveries, and the client no answer. */
  static final Point AFTER_HAND_OVER =
      new Point("dev.carillon.hooks.core.HooksEngine", "committed", "", Side.RETURN);

  /** Receivers have answered, and nothing of it is stored. */
  static final Point BEFORE_RECORD =
      new Point("dev.carillon.hooks.jdbc.store.SettlementWriter", "settle", "", Side.ENTRY);

  /** First attempts that succeeded are written, and the rest of their group is not. */
  static final Point AFTER_RESULTS =
      new Point("dev.carillon.hooks.jdbc.store.FirstAttempts", "insert", "", Side.RETURN);

  /** A group that opened or closed deliveries is committed, and memory does not know it yet. */
  static final Point BEFORE_MEMORY =
      new Point("dev.carillon.hooks.jdbc.packed.OpenChanges", "committed", "", Side.ENTRY);

  /** The blocks of commits are deleted, those of webhooks are not written. */
  static final Point DURING_FILING =
      new Point("dev.carillon.hooks.jdbc.store.FirstAttempts", "insertChunk", "", Side.ENTRY);

  /** What was open has rows, and is still above the mark. */
  static final Point DURING_SPILL =
      new Point("dev.carillon.hooks.jdbc.store.LongOpenDeliveries", "spill", "", Side.RETURN);

  /** A first attempt is taken out of its block, and has no row. */
  static final Point DURING_PROMOTION =
      new Point("dev.carillon.hooks.jdbc.store.FirstAttempts", "take", "", Side.RETURN);

  /** Deliveries and the events below them are deleted, and it is not kept how far that went. */
  static final Point DURING_PURGE =
      new Point("dev.carillon.hooks.jdbc.store.EventPurge", "removeOneByOne", "", Side.ENTRY);

  /** The attempt that switches a webhook off is written, the switching is not. */
  static final Point DURING_SWITCHING_OFF =
      new Point(
          "dev.carillon.hooks.jdbc.store.SettlementWriter",
          "disable",
          "WebhookState$Disabled",
          Side.ENTRY);

  /** Before a statement, such as the next of a script. */
  static final Point BEFORE_STATEMENT =
      new Point("org.sqlite.jdbc3.JDBC3Statement", "execute", "", Side.ENTRY);

  static Point parse(String text) {
    String[] parts = text.split("#", -1);
    return new Point(parts[0], parts[1], parts[2], Side.valueOf(parts[3]));
  }

  /** A launch whose process ends here once it is {@linkplain #arm armed} in this folder. */
  Launch in(Path folder) throws IOException {
    return in(folder, Launch.PLAIN);
  }

  /** The same of another launch. */
  Launch in(Path folder, Launch launch) throws IOException {
    String argument = String.join("#", type, method, parameter, side.name());
    return launch.withAgent(
        "-javaagent:" + AgentJar.of(HaltAgent.class, folder) + "=" + argument,
        "-D" + FailPoint.ARMED + "=" + armed(folder));
  }

  /** The process ends when it comes here so many times more. */
  static void arm(Path folder, int passes) throws IOException {
    Path written = Files.writeString(folder.resolve("arming"), Integer.toString(passes));
    Files.move(written, armed(folder), StandardCopyOption.ATOMIC_MOVE);
  }

  /** From the next start on, processes pass unharmed again. */
  static void disarm(Path folder) throws IOException {
    Files.deleteIfExists(armed(folder));
  }

  private static Path armed(Path folder) {
    return folder.resolve("armed");
  }

  /** Where in its method a point lies. */
  enum Side {
    ENTRY,
    RETURN
  }
}
