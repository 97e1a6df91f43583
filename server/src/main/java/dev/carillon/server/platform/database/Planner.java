package dev.carillon.server.platform.database;

/**
 * Reads what is there and decides what to change. Called again where the plan was stale, so it must
 * not do what cannot be done twice.
 *
 * @param <T> what writing the plan gives
 */
@FunctionalInterface
public interface Planner<T> {

  /** The plan, from what is there now. */
  PlannedChange<T> plan(CommittedReads reads);
}
