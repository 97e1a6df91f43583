package dev.carillon.hooks.delivery;

import java.util.List;

/** Step ⑥: stores what attempts came to. */
@FunctionalInterface
public interface SettlementStore {

  /**
   * Stores, in one transaction and for each: the attempt in the log, the delivery's new state and
   * due time, the webhook's health, the time until which it is held where that is later than the
   * one that is stored and, where the attempt switched it off, its state. Fenced: a settlement
   * changes nothing where the delivery is no longer this node's, or where the attempt's number is
   * not the next one. A delivery that was cancelled meanwhile keeps that state unless the attempt
   * succeeded; its attempt is recorded all the same.
   */
  void settle(List<Settlement> settlements);
}
