package dev.carillon.server.cli;

import java.io.Console;
import java.util.Optional;

/** The terminal that a person sits at. */
public final class Terminal {

  private Terminal() {}

  /** The terminal; empty where input or output goes elsewhere. */
  public static Optional<Console> attached() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
