package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The ranges of numbers that the tables of a store are divided into, where they are: what is old
 * then goes with the tables of its range, and not row by row.
 */
public interface Partitions {

  /** The tables of this store are not divided. */
  Partitions NONE =
      new Partitions() {
        @Override
        public long rowsBelow(Connection connection) {
          return Long.MAX_VALUE;
        }

        @Override
        public void extend() {
          // there is room for every number
        }

        @Override
        public boolean drop(long clear, long recordedBefore) {
          return false;
        }
      };

  /**
   * The number below which old rows are removed one by one. Those behind it go with their range.
   */
  long rowsBelow(Connection connection) throws SQLException;

  /** Makes tables for the numbers that come next, where those that are there may soon be full. */
  void extend();

  /**
   * Drops the tables of one range whose time has come, and keeps of it what is still needed.
   *
   * @param clear up to this number, events have nothing open and no records
   * @param recordedBefore what was recorded later stays
   * @return whether a range has gone, so that another one may follow
   */
  boolean drop(long clear, long recordedBefore);
}
