package dev.carillon.server.attacks.prices;

import dev.carillon.server.attacks.Visitor;

/** Who sends requests. */
enum Payer {
  /** Nobody who is known. */
  NONE(Visitor.ANONYMOUS),
  /** Somebody who was sent a link. */
  GUEST(Visitor.ANONYMOUS),
  /** A user without rights of an administrator. */
  BASIC(Visitor.USER),
  SUPER(Visitor.SUPER_PRO);

  private final Visitor visitor;

  Payer(Visitor visitor) {
    this.visitor = visitor;
  }

  Visitor visitor() {
    return visitor;
  }
}
