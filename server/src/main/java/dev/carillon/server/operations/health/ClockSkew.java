package dev.carillon.server.operations.health;

import dev.carillon.server.platform.database.SharedClock;
import java.time.Duration;

/** How far this node's clock is from the database's, by which all nodes go. */
public final class ClockSkew {

  private static final System.Logger LOG = System.getLogger(ClockSkew.class.getName());

  private final SharedClock clock;
  private boolean warned;

  /** Not known yet, so taken for none. */
  public ClockSkew(SharedClock clock) {
    this.clock = clock;
  }

  /** Looks again; what is wrong, or right again, is logged once. */
  public synchronized void look() {
    clock.look();
    if (wrong() != warned) {
      warned = wrong();
      LOG.log(
          warned ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
          warned ? words() + ". Set the one that is wrong" : words());
    }
  }

  /** How far this node's clock is ahead; negative: it is behind. */
  public Duration ahead() {
    return clock.ahead();
  }

  private boolean wrong() {
    return ahead().abs().compareTo(SharedClock.ALLOWED) > 0;
  }

  private String words() {
    String by = ahead().abs().toMillis() + " ms";
    if (!wrong()) {
      return "This node's clock is " + by + " from the database's";
    }
    return "This node's clock is "
        + by
        + (ahead().isNegative() ? " behind" : " ahead of")
        + " the database's: signatures carry the wrong time";
  }

  /** How it is. */
  Check check() {
    if (!clock.shared()) {
      return Check.up("clock", "The database uses this machine's clock");
    }
    return wrong() ? Check.degraded("clock", words()) : Check.up("clock", words());
  }
}
